"""The folder of an installation: nobody but its owner has a say in it, and root follows nobody's links."""

import os
import pwd
import tempfile
from pathlib import Path

import pytest
from dateline.engines.postgres import postgres
from dateline.engines.programs import PREFIX, reachable
from dateline.engines.valkey import valkey
from dateline.home import Home, open_home, read_unlinked, write_private
from dateline.service import StartError

STRANGER = pwd.getpwnam("daemon")
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be led where others may not go")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    """A file of ours that a link leads to."""
    path = tmp_path / "precious"
    path.write_text("secret")
    path.chmod(0o600)
    return path


def theirs(folder: Path) -> Path:
    folder.mkdir()
    os.chown(folder, STRANGER.pw_uid, STRANGER.pw_gid)
    return folder


@root_only
@pytest.mark.parametrize("below", ["", "new", "new/.dateline"])
def test_root_makes_nothing_in_the_folder_of_another_user(below: str, tmp_path: Path) -> None:
    folder = theirs(tmp_path / "theirs")

    with pytest.raises(StartError, match=f"runuser -u {STRANGER.pw_name} -- dateline up.*DATELINE_HOME"):
        open_home(folder / below)

    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o755


@root_only
def test_root_takes_no_folder_that_another_users_link_names(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    link = tmp_path / ".dateline"
    link.symlink_to(tmp_path / "ours")
    assert open_home(link).path == tmp_path / "ours"

    os.lchown(link, STRANGER.pw_uid, STRANGER.pw_gid)

    with pytest.raises(StartError, match="another user"):
        open_home(link)


@root_only
def test_root_takes_no_folder_where_anybody_may_write(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)

    with pytest.raises(StartError, match="Anybody may write"):
        open_home(tmp_path / "open")


def test_private_file_takes_the_place_of_a_link(tmp_path: Path, precious: Path) -> None:
    (tmp_path / "key").symlink_to(precious)
    (tmp_path / "key.new").symlink_to(precious)

    write_private(tmp_path / "key", "new")

    assert precious.read_text() == "secret"
    assert read_unlinked(tmp_path / "key") == "new\n"
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_link_is_not_read(tmp_path: Path, precious: Path) -> None:
    (tmp_path / "link").symlink_to(precious)

    with pytest.raises(OSError, match="link"):
        read_unlinked(tmp_path / "link")


@root_only
def test_links_among_the_files_of_an_engine_lead_root_nowhere(home: Home, precious: Path) -> None:
    with valkey(home):
        pass
    data = home.path / "valkey"
    for name in ("valkey.conf.new", "appendonly.aof"):
        (data / name).symlink_to(precious)
    (data / "hard").hardlink_to(precious)

    with valkey(home):
        pass

    assert (precious.read_text(), precious.stat().st_uid) == ("secret", 0)
    assert home.account
    assert (data / "valkey.conf").lstat().st_uid == home.account.uid


@root_only
def test_link_for_the_version_of_the_data_is_not_told(home: Home, precious: Path) -> None:
    (home.folder("postgres") / "PG_VERSION").symlink_to(precious)

    with pytest.raises(StartError, match="no data folder of PostgreSQL") as refusal, postgres(home):
        pass

    assert "secret" not in str(refusal.value)


@root_only
def test_folder_is_given_with_all_that_is_in_it_and_nothing_beyond(home: Home, precious: Path) -> None:
    inner = home.folder("data") / "deep" / "deeper"
    inner.mkdir(parents=True)
    (inner / "file").touch()
    (inner / "link").symlink_to(precious)
    (inner / "folder").symlink_to(precious.parent)

    home.give(home.path / "data")

    assert home.account
    assert {path.lstat().st_uid for path in (home.path / "data", *(home.path / "data").rglob("*"))} == {home.account.uid}
    assert (precious.stat().st_uid, precious.parent.stat().st_uid) == (0, 0)


@root_only
def test_copy_that_a_killed_run_left_is_removed_whoever_has_its_note(home: Home, tmp_path: Path) -> None:
    left = tmp_path / f"{PREFIX}left"
    left.mkdir()
    note = home.path / "true.copy"
    note.write_text(str(left))
    os.chown(note, STRANGER.pw_uid, STRANGER.pw_gid)

    with reachable(home, Path("/bin/true")):
        assert not left.exists()


@root_only
def test_folder_of_another_user_is_not_removed_for_a_copy(home: Home, tmp_path: Path) -> None:
    left = theirs(tmp_path / f"{PREFIX}left")
    (home.path / "true.copy").write_text(str(left))

    with reachable(home, Path("/bin/true")):
        assert left.exists()


@root_only
def test_copy_that_fails_half_way_is_removed(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "closed" / "site-packages" / "engine"
    package.mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    (package / "program").touch()
    (package / "dangling").symlink_to("/nowhere")  # cannot be copied
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))

    with pytest.raises(StartError, match="cannot start"), reachable(home, package / "program", with_libraries=True):
        pass

    assert list((tmp_path / "temporary").iterdir()) == []
