"""The admin key of a local installation, kept in its home so that the commands on this machine find it."""

from dateline_api.api_key import new_key

from dateline.home import Home


def admin_key(home: Home) -> tuple[str, bool]:
    """The home's key, made if it has none, and whether it is new: a new one is shown once."""
    if home.admin_key.exists():
        return home.admin_key.read_text(encoding="utf-8").strip(), False
    key = new_key()
    home.write(home.admin_key, key)
    return key, True
