"""The admin key of a local installation, kept in its home so that the commands on this machine find it."""

from pathlib import Path

from dateline_api.api_key import new_key

from dateline.home import Home, write_private


def admin_key(home: Home) -> tuple[str, bool]:
    """The home's key, made if it has none, and whether it has never been shown."""
    if not home.admin_key.exists():
        write_private(home.admin_key, new_key())
    return home.admin_key.read_text(encoding="utf-8").strip(), not _shown(home).exists()


def was_shown(home: Home) -> None:
    """Remember that somebody has seen the key; a start that fails comes before that."""
    write_private(_shown(home), "the admin key was shown at the first start")


def _shown(home: Home) -> Path:
    return home.path / "admin-key.shown"
