"""What is in the cache folder is whole and the user's own, or as if it were not there."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from authorisation.usecases.filesystem import cache_folder
from authorisation.usecases.filesystem.cache_folder import keep_entry, read_entry

KEY = "0a1b" * 16
OTHER = "ff00" * 16


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches" / "consortium-authorisation"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def entry(folder: Path, key: str = KEY) -> Path:
    return folder / f"{key}.entry"


def kept_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_kept_is_read_and_is_for_the_user_alone(folder: Path) -> None:
    keep_entry(KEY, b"rules")

    assert read_entry(KEY) == b"rules"
    assert read_entry(OTHER) is None
    assert kept_files(folder) == [f"{KEY}.entry"]
    assert (mode(folder), mode(entry(folder))) == (0o700, 0o600)


def test_an_entry_is_replaced_by_a_newer_one_of_its_key(folder: Path) -> None:
    keep_entry(KEY, b"rules")
    keep_entry(KEY, b"others")

    assert read_entry(KEY) == b"others"
    assert kept_files(folder) == [f"{KEY}.entry"]


def test_without_a_setting_it_is_below_the_users_own_caches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for given in (None, "", "caches/of/no/known/place"):
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
        if given is not None:
            monkeypatch.setenv("XDG_CACHE_HOME", given)

        assert cache_folder.cache_folder() == tmp_path / ".cache" / "consortium-authorisation"


@pytest.mark.parametrize("caches", ["/dev/null", "/dev/null/below", "/proc/caches"])
def test_where_no_folder_can_be_nothing_is_kept_and_nothing_fails(
    caches: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", caches)
    keep_entry(KEY, b"rules")

    assert read_entry(KEY) is None


@pytest.mark.usefixtures("folder")
def test_nothing_is_kept_in_a_home_that_cannot_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "mkdir", refuse(errno.EROFS))
    keep_entry(KEY, b"rules")

    assert read_entry(KEY) is None
    assert list(tmp_path.iterdir()) == []


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    keep_entry(KEY, b"rules")

    assert read_entry(KEY) is None


def test_an_entry_cut_short_anywhere_or_with_any_byte_changed_is_none(folder: Path) -> None:
    keep_entry(KEY, b"the rules")
    whole = entry(folder).read_bytes()
    damaged = [whole[:length] for length in range(len(whole))]
    damaged += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    damaged += [whole + b"\0", whole + whole, b"\0" * len(whole)]
    for content in damaged:
        entry(folder).write_bytes(content)

        assert read_entry(KEY) is None

    assert len(damaged) > 300


def test_an_entry_under_another_key_is_none(folder: Path) -> None:
    keep_entry(KEY, b"rules")
    entry(folder).rename(entry(folder, OTHER))

    assert read_entry(OTHER) is None


@pytest.mark.usefixtures("folder")
def test_an_entry_that_is_too_large_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_entry(KEY, b"rules" * 1000)
    monkeypatch.setattr(cache_folder, "MAX_BYTES", 1000)

    assert read_entry(KEY) is None


@pytest.mark.parametrize("wrong", [0o644, 0o660, 0o700, 0o606, 0o400])
def test_an_entry_that_others_may_touch_is_none_and_is_made_anew(folder: Path, wrong: int) -> None:
    keep_entry(KEY, b"rules")
    entry(folder).chmod(wrong)

    assert read_entry(KEY) is None

    keep_entry(KEY, b"rules")

    assert read_entry(KEY) == b"rules"
    assert mode(entry(folder)) == 0o600


@pytest.mark.parametrize("wrong", [0o755, 0o770, 0o701, 0o1777])
def test_a_folder_that_others_may_enter_is_not_used(folder: Path, wrong: int) -> None:
    keep_entry(KEY, b"rules")
    folder.chmod(wrong)
    keep_entry(OTHER, b"rules")

    assert read_entry(KEY) is None
    assert kept_files(folder) == [f"{KEY}.entry"]


def test_a_folder_of_somebody_else_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_entry(KEY, b"rules")
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    keep_entry(OTHER, b"rules")

    assert read_entry(KEY) is None
    assert kept_files(folder) == [f"{KEY}.entry"]


@pytest.mark.usefixtures("folder")
def test_a_file_of_somebody_else_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    keep_entry(KEY, b"rules")
    owners = iter([os.geteuid(), os.geteuid() + 1])
    monkeypatch.setattr(os, "geteuid", lambda: next(owners))

    assert read_entry(KEY) is None
    assert next(owners, None) is None


def test_no_link_is_followed(folder: Path, tmp_path: Path) -> None:
    keep_entry(KEY, b"rules")
    elsewhere = tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    keep_entry(OTHER, b"rules")

    assert read_entry(KEY) is None
    assert kept_files(elsewhere) == [f"{KEY}.entry"]

    folder.unlink()
    elsewhere.rename(folder)
    entry(folder).rename(tmp_path / "entry")
    entry(folder).symlink_to(tmp_path / "entry")

    assert read_entry(KEY) is None

    keep_entry(KEY, b"others")

    assert read_entry(KEY) == b"others"
    assert (tmp_path / "entry").read_bytes().endswith(b"rules")


def test_what_is_no_file_is_no_entry_and_is_not_waited_for(folder: Path) -> None:
    keep_entry(OTHER, b"rules")
    os.mkfifo(entry(folder), 0o600)

    assert read_entry(KEY) is None

    entry(folder).unlink()
    entry(folder).mkdir()
    keep_entry(KEY, b"rules")

    assert read_entry(KEY) is None
    assert kept_files(folder) == [f"{KEY}.entry", f"{OTHER}.entry"]


def refuse(number: int):
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refused


@pytest.mark.parametrize("step", ["replace", "fdopen", "open"])
def test_a_disk_that_is_full_leaves_nothing_half_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    keep_entry(OTHER, b"rules")
    with monkeypatch.context() as patch:
        patch.setattr(os, step, refuse(errno.ENOSPC))
        keep_entry(KEY, b"rules")

    assert kept_files(folder) == [f"{OTHER}.entry"]
    assert read_entry(KEY) is None


def test_an_interruption_leaves_nothing_half_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        keep_entry(KEY, b"rules")

    assert kept_files(folder) == []


def test_the_oldest_entries_are_removed_and_what_was_never_finished(folder: Path) -> None:
    keys = [f"{number:064x}" for number in range(25)]
    for age, key in enumerate(reversed(keys)):
        keep_entry(key, b"rules")
        os.utime(entry(folder, key), (1_000_000 - age, 1_000_000 - age))
    for name, age in (("1-aa.part", 7_200), ("2-bb.part", 60), ("mine.txt", 99_999)):
        (folder / name).touch()
        then = (folder / name).stat().st_mtime - age
        os.utime(folder / name, (then, then))
    keep_entry(KEY, b"rules")

    expected = sorted([KEY, *keys[-19:]])
    assert kept_files(folder) == sorted(
        [*(f"{key}.entry" for key in expected), "2-bb.part", "mine.txt"]
    )
