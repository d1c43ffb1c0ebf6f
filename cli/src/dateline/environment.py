"""What a child learns of the supervisor's environment: an engine next to nothing, our own services all but the secrets of others."""

from collections.abc import Mapping

# LD_LIBRARY_PATH: some Pythons find their own library by it, and `dateline.lifeline` is Python.
NEUTRAL = frozenset({"PATH", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH"})
WITHHELD = frozenset({"DATELINE_ADMIN_KEY", "DATELINE_KEY", "DATELINE_DATABASE_URL", "DATELINE_REDIS_URL"})


def for_engine(own: Mapping[str, str]) -> dict[str, str]:
    """Where programs and temporary files lie, language and time zone."""
    return {name: value for name, value in own.items() if name in NEUTRAL or name.startswith("LC_")}


def for_service(own: Mapping[str, str]) -> dict[str, str]:
    """Everything but keys and addresses, also as files: each service is given those that it needs."""
    return {name: value for name, value in own.items() if name.removesuffix("_FILE") not in WITHHELD}
