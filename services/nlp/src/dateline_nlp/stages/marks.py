"""Single quotation marks, as British papers set them, told from apostrophes by what stands at either side."""

import re

_OPENING = re.compile(r"(?:(?<=[\s(\[—–:-])|^)['‘](?=[\w£$€“\"])(?!(?:em|tis|twas|til|cause|n|\d\ds)\b)")
_CLOSING = re.compile(r"['’](?=[\s,.;:!?)\]—–-]|$)")
_STOPS = ",.!?…;—–"
FEWEST = 2  # words: a single word between single marks is a title or a word held at arm's length


def singles(text: str, start: int, end: int) -> dict[int, int]:
    """Opening marks in a paragraph and where each one's stretch ends, at its closing mark or with the paragraph."""
    found: dict[int, int] = {}
    at = start
    while (opening := _OPENING.search(text, at, end)) is not None:
        first = opening.end()
        close = _close(text, first, end)
        if close is None and (opening.start() == start or text[opening.start()] == "‘"):
            close = end  # the speech goes on in the next paragraph
        if close is None or len(text[first:close].split()) < FEWEST:
            at = first
            continue
        found[opening.start()] = close
        at = close + 1
    return found


def _close(text: str, first: int, end: int) -> int | None:
    """The mark that closes a stretch: the first behind a stop; else the first that is no plural's possessive; else the last there is."""
    other = _OPENING.search(text, first, end)
    marks = [m.start() for m in _CLOSING.finditer(text, first, other.start() if other else end)]
    stopped = [m for m in marks if text[m - 1] in _STOPS]
    plain = [m for m in marks if text[m - 1] not in "sS"]
    early = [m for m in plain if not stopped or m < stopped[0]]
    if early:
        return early[0]
    return stopped[0] if stopped else marks[-1] if marks else None
