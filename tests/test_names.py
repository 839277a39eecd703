"""The program as a house: no two classes of one name, and no room too full to be taken in."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from tests.docs.blocks import ROOT

PRESCRIBED = {"Meta", "Migration"}
"""Django looks for classes of these names, inside each model and in each migration."""


def test_no_class_name_is_borne_twice() -> None:
    """An underscore before a name makes it no other name to whoever reads it."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "authorisation").rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            declared = re.match(r"\s*class _*(\w+)", line)
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


TEXTS = {"Iterator", "Mapping", "None", "dict", "str", "tuple"}
PROBLEMS = {"CheckStage", "ClaimFault", "Iterator", "None", "Problem", "WrongFigure", "tuple"}
RENDERED = {"IO", "Iterator", "Markup", "Path", "bytes", "dict", "int", "str", "tuple"}


_Declaration = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def declarations() -> Sequence[tuple[str, _Declaration]]:
    """Each function and class with its place."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node)
        for path in sorted((ROOT / "authorisation").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, _Declaration)
    )


@cache
def functions() -> Sequence[tuple[str, str, set[str], set[str]]]:
    """The place of each function, its name, the types that it takes, and those that it gives."""
    return tuple(_functions())


def _functions() -> Iterator[tuple[str, str, set[str], set[str]]]:
    for place, node in declarations():
        if not isinstance(node, ast.ClassDef):
            arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            takes = set().union(*(_types(each.annotation) for each in arguments))
            yield place, node.name.lstrip("_"), takes, _types(node.returns)


def _types(annotation: ast.expr | None) -> set[str]:
    return set(re.findall(r"[A-Za-z]\w*", ast.unparse(annotation))) if annotation else set()


def test_each_verb_means_what_contributing_says() -> None:
    keeps = {
        "format_": lambda _, gives: "str" in gives and gives <= TEXTS,
        "describe_": lambda _, gives: bool(gives - TEXTS),
        "render_": lambda _, gives: bool(gives) and gives <= RENDERED,
        "read_": lambda _, gives: bool(gives - {"bool"}),
        "parse_": lambda takes, _: bool(takes & {"str", "bytes", "Cursor"}),
        "check_": lambda _, gives: bool(gives) and gives <= PROBLEMS,
        "to_record": lambda _, gives: "dict" in gives,
    }
    written = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = functions()

    assert [verb for verb in keeps if f"| `{verb}`" not in written] == []
    broken = [
        place
        for place, name, takes, gives in found
        for verb, keeps_to in keeps.items()
        if name.startswith(verb) and not keeps_to(takes, gives)
    ]
    assert len(found) > 4000
    assert broken == []


SAY_NOTHING = {
    *("asked", "because", "counted", "found", "given", "judged", "kept", "listed", "looked_at"),
    *("named", "others", "said", "says", "seen", "shown", "story", "tell", "together", "told"),
    "under",
}
"""Participles and the like, which fit a hundred functions and tell of none what comes back."""


def test_no_function_or_module_bears_a_name_that_says_nothing() -> None:
    modules = {str(each.relative_to(ROOT)) for each in (ROOT / "authorisation").rglob("*.py")}
    public = [place for place, name, *_ in functions() if name in SAY_NOTHING]

    assert [each for each in sorted(modules) if each.split("/")[-1][:-3] in SAY_NOTHING] == []
    assert public == []


NO_NOUN = {"How", "Those", "What", "Whatever", "When", "Where", "Which", "Who", "Whoever"}


def test_the_first_line_of_a_docstring_names_what_comes_back() -> None:
    documented = [(place, ast.get_docstring(node) or "") for place, node in declarations()]

    assert sum(bool(text) for _, text in documented) > 3000
    assert [place for place, text in documented if text.partition(" ")[0] in NO_NOUN] == []
