"""Lists of words as they stand in the modules that use them: one string, parted by blanks."""


def listed(text: str) -> tuple[str, ...]:
    """The words in their order."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """The words as a set."""
    return frozenset(text.split())
