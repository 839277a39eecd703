"""Applications changed a little, and their pages as one line of words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

import authorisation
from authorisation.api.results import Result
from tests.shipped import RULES

FIXTURES = RULES.parent / "fixtures"
FULL = FIXTURES / "illustrative-full-budget.yaml"
WEIR = FIXTURES / "illustrative-five-members.yaml"


def changed(
    folder: Path,
    file: Path = FULL,
    answers: Mapping[str, Any] | None = None,
    evidence: Iterable[str] = (),
) -> Path:
    """A copy of an application with other answers, those that are `...` taken out, and without
    some of its evidence."""
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    for path in evidence:
        del written["evidence"][path]
    for path, answer in (answers or {}).items():
        *groups, name = path.split(".")
        found = written["answers"]
        for group in groups:
            found = found.setdefault(group, {})
        if answer is ...:
            del found[name]
        else:
            found[name] = answer
    copy = folder / "copy.yaml"
    copy.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    return copy


def assessed(file: Path, rules: str = "gpcc-2010", stage: str = "decision", **more: Any) -> Result:
    """An application assessed as of 1 October 2012, unless another day is given."""
    return authorisation.load(rules).assess(file, **{"as_of": "2012-10-01", **more}, stage=stage)


def words(page: str | bytes) -> str:
    """A page as one line."""
    return " ".join(str(page).split())


def section(page: str | bytes, heading: str) -> str:
    """A section of a page in text, as one line; empty where there is none."""
    return words(str(page).partition(f"\n{heading}\n")[2].partition("\n\n")[0])
