"""Names inside the program: no two classes bear the same."""

from __future__ import annotations

import ast
from collections import defaultdict

from tests.docs.blocks import ROOT


def test_no_class_name_is_borne_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "authorisation").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")

    twice = {name: found for name, found in places.items() if len(found) > 1}
    assert len(places) > 400
    assert not twice
