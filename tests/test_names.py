"""The program as a house: no two classes of one name, and no room too full to be taken in."""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict

from tests.docs.blocks import ROOT

PRESCRIBED = {"Meta", "Migration"}
"""Django looks for classes of these names, inside each model and in each migration."""


def test_no_class_name_is_borne_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "authorisation").rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            declared = re.match(r"\s*class (\w+)", line)
            if declared and declared[1] not in PRESCRIBED:
                places[declared[1]].append(f"{path.relative_to(ROOT)}:{number}")

    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert len(places) > 400
    assert not twice


def test_what_to_do_about_a_message_is_put_below_it_in_one_place() -> None:
    """The command line has words of its own, which no program reads."""
    package = ROOT / "authorisation"
    files = [path for path in sorted(package.rglob("*.py")) if "cli" not in path.parts]

    in_a_message = re.compile(r"""\\n(["']\s*f?["'])?  help: """)
    found = [
        str(path.relative_to(package))
        for path in files
        if in_a_message.search(path.read_text("utf-8"))
    ]

    assert len(files) > 600
    assert found == ["model/source.py"]


def test_no_folder_holds_more_than_fifteen_modules() -> None:
    held = Counter(
        str(path.parent.relative_to(ROOT))
        for path in (ROOT / "authorisation").rglob("*.py")
        if path.name != "__init__.py"
    )

    assert len(held) > 30
    assert {folder: number for folder, number in held.items() if number > 15} == {}


def test_the_direction_of_imports_is_held_inside_each_folder_that_has_folders() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    held = {
        container
        for contract in settings["contracts"]
        if contract["type"] == "layers" and contract["exhaustive"]
        for container in contract["containers"]
    }
    packages = [path.parent for path in (ROOT / "authorisation").rglob("__init__.py")]
    parents = {".".join(path.parent.relative_to(ROOT).parts) for path in packages} - {""}

    assert len(parents) > 20
    assert parents - held == set()
