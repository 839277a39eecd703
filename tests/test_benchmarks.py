"""Benchmarks are not run with the tests; what they import of the program is there all the same."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT

MODULES = sorted((ROOT / "benchmarks").glob("*.py"))


def imported(tree: ast.Module) -> list[tuple[str, str]]:
    """Each name imported from the program; those tried where another fails are an earlier build's."""
    earlier = {
        inside
        for handler in ast.walk(tree)
        if isinstance(handler, ast.ExceptHandler)
        for inside in ast.walk(handler)
    }
    return [
        (node.module, name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node not in earlier
        if node.module and node.module.startswith("authorisation")
        for name in node.names
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_what_a_benchmark_imports_is_there(path: Path) -> None:
    names = imported(ast.parse(path.read_text(encoding="utf-8")))

    assert [(module, name) for module, name in names if not has(module, name)] == []


def has(module: str, name: str) -> bool:
    try:
        return hasattr(import_module(module), name) or bool(import_module(f"{module}.{name}"))
    except ImportError:
        return False


def test_benchmarks_import_the_program() -> None:
    assert sum(len(imported(ast.parse(path.read_text()))) for path in MODULES) > 20
