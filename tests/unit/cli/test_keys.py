from pathlib import Path

from dateline.home import open_home
from dateline.keys import admin_key, was_shown


def test_key_stays_and_is_new_until_it_was_shown(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")

    key, is_new = admin_key(home)
    assert is_new
    assert admin_key(home) == (key, True)

    was_shown(home)
    assert admin_key(home) == (key, False)


def test_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")

    admin_key(home)

    assert home.admin_key.stat().st_mode & 0o777 == 0o600
