"""Renaming a heading of a page touches one source file."""

from __future__ import annotations

import ast
import html
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.docs.blocks import ROOT

PAGES = ("report", "partners", "policy", "usecases", "web")
"""The folders in which pages are made."""
MAKE_SECTIONS = {"BlockGroup", "LetterSection", "Section", "section"}
COLUMNS = {"ListingColumn", "PageList", "Table", "text_rows"}
"""What takes names of columns and rows, which are no headings."""


def test_every_heading_is_written_in_one_source_file() -> None:
    written = headings_in_templates()
    for path, tree in modules().items():
        for text in literals(tree):
            written[text].add(path)
    headings = {*headings_in_code(), *headings_in_templates(), *headings_of_kept_pages()}
    found = {each: written[each] for each in headings if each in written and each[0].isupper()}

    assert len(found) > 120
    assert len(headings_in_templates()) > 10
    assert {each: sorted(files) for each, files in found.items() if len(files) > 1} == {}


@cache
def modules() -> Mapping[str, ast.Module]:
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8"))
        for folder in PAGES
        for path in (ROOT / "authorisation" / folder).rglob("*.py")
    }


def literals(node: ast.AST) -> Iterator[str]:
    """The texts of a module but names of columns and the keys of mappings."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.Call) and called(node) in COLUMNS:
        return
    below = node.values if isinstance(node, ast.Dict) else ast.iter_child_nodes(node)
    for each in below:
        yield from literals(each)


def headings_in_code() -> frozenset[str]:
    """The texts, and the constants, that make the heading of a section."""
    calls = [
        node
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in MAKE_SECTIONS
    ]
    titles = [
        part
        for call in calls
        for title in (*call.args[:1], *(k.value for k in call.keywords if k.arg == "heading"))
        for part in ast.walk(title)
    ]
    names = {name_of(part) for part in titles} - {""}
    constants = {
        node.value.value
        for tree in modules().values()
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and name_of(node.target) in names
    }
    texts = {part.value for part in titles if isinstance(part, ast.Constant)}
    return frozenset(str(each) for each in texts | constants if each)


def called(call: ast.Call) -> str:
    return name_of(call.func)


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


@cache
def headings_of_kept_pages() -> frozenset[str]:
    """The headings of the pages that tests compare whole, and of those of the rules."""
    files = [*(ROOT / "tests").rglob("expected/**/*.*"), *(ROOT / "docs" / "rules").rglob("*.md")]
    return frozenset(heading for file in files for heading in headings_of(file))


def headings_of(file: Path) -> Iterator[str]:
    if file.suffix == ".md":
        yield from re.findall(r"^##+ (.*)$", file.read_text("utf-8"), re.MULTILINE)
    if file.suffix == ".html":
        tags = re.findall(r"<h[2-6][^>]*>(.*?)</h[2-6]>", file.read_text("utf-8"), re.DOTALL)
        yield from (html.unescape(re.sub("<[^>]+>", "", each)) for each in tags)


def headings_in_templates() -> dict[str, set[str]]:
    """The headings that templates of the site write, each with the files that write it."""
    found = defaultdict(set)
    for path in (ROOT / "authorisation" / "web" / "templates").glob("*.jinja"):
        for heading in re.findall(r"<(h[1-6])[^>]*>([^<{]+)</\1>", path.read_text("utf-8")):
            found[heading[1]].add(str(path.relative_to(ROOT)))
    return found
