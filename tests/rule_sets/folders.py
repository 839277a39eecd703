"""The folders of small rules: read as they are, copied with changes, or compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from authorisation.engine.program.program import Program, compile_rules
from authorisation.language.rules.find import rule_set_names
from authorisation.language.rules.load import load_rule_set

HERE = Path(__file__).parent
FOLDERS = tuple(sorted(path.name for path in HERE.iterdir() if (path / "rules").is_dir()))


@cache
def _texts(folder: str) -> Mapping[str, str]:
    place = HERE / folder
    return {
        str(path.relative_to(place)): path.read_bytes().decode()
        for path in sorted(place.rglob("*.yaml"))
    }


def read_folder(folder: str) -> dict[str, str]:
    """The text of each file of a folder, by its place in it."""
    return dict(_texts(folder))


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write files below a folder, as they are: a text may hold what UTF-8 cannot."""
    for parent in {(folder / name).parent for name in files}:
        parent.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogatepass"))


def copy_folder(
    name: str, folder: Path, changes: Mapping[str, tuple[str, str]] | None = None
) -> None:
    """Copy a folder of small rules; in each file named, put one passage in place of another."""
    files = read_folder(name)
    for file, (old, new) in (changes or {}).items():
        assert old in files[file], f"{name}/{file} does not hold {old!r}"
        files[file] = files[file].replace(old, new)
    write_files(files, folder)


def child_head(name: str, extends: str, day: str = "2012-01-01", **more: str) -> str:
    """The `ruleset.yaml` of rules that rest on others from a day; `more` are further keys, or other values of these."""
    keys = {
        "id": name,
        "edition": day,
        "title": f"A child of {extends}",
        "in_force": f"{{from: {day}}}",
        "extends": extends,
    }
    return "".join(f"{key}: {value}\n" for key, value in (keys | more).items())


@cache
def small_program(name: str) -> Program:
    """A small rule set, compiled, from the folder of its name."""
    return compile_rules(load_rule_set(name, root=HERE / name / "rules"))


def every_small_rule_set() -> Iterator[tuple[str, Path]]:
    """Each small rule set by name, with the folder of rules that it is in."""
    for folder in FOLDERS:
        root = HERE / folder / "rules"
        for name in rule_set_names(root):
            yield name, root
