from pathlib import Path

from dateline.home import open_home
from dateline.keys import admin_key


def test_key_is_new_once_and_private(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")

    key, is_new = admin_key(home)

    assert is_new
    assert admin_key(home) == (key, False)
    assert home.admin_key.stat().st_mode & 0o777 == 0o600
