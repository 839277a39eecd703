"""An application that meets every test of the statutes, and what one change of it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any, Final

import yaml

import authorisation
from authorisation.api.results import Result
from tests.shipped import RULES

Changes = Mapping[str, Any]

GROUNDS: Final = tuple(f"14C-2-{letter}" for letter in "abcdefg")
NOT_SAID: Final = "must grant"


loaded = cache(authorisation.load)


def base(rules: str = "statutory-2012") -> dict[str, Any]:
    """The case in which everything is met, as its file has it."""
    return deepcopy(_base_case(rules))


@cache
def _base_case(rules: str) -> dict[str, Any]:
    cases = yaml.safe_load((RULES / rules / "cases/base.yaml").read_text(encoding="utf-8"))
    found: dict[str, Any] = cases[0]
    return found


def judged(*left_out: str, rules: str = "statutory-2012") -> list[dict[str, Any]]:
    """The judgements of that case, but those on some grounds."""
    found = [each for each in base(rules)["judgements"] if each["criterion"] not in left_out]
    # PyYAML takes the key `on` for a yes.
    return [{"on" if key is True else key: part for key, part in e.items()} for e in found]


def with_evidence(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {path: {"document": "Bundle", "level": "checked"} for path in answers}


def decided(
    changes: Changes | None = None,
    *,
    rules: str = "statutory-2012",
    as_of: str = "2012-10-01",
    judgements: Sequence[Mapping[str, Any]] | None = None,
    stage: str = "decision",
) -> Result:
    """What the application comes to with some answers changed; `...` leaves one unanswered."""
    answers = {**_given(rules), **(changes or {})}
    answers = {path: value for path, value in answers.items() if value is not ...}
    return loaded(rules).assess(
        answers,
        as_of=as_of,
        stage=stage,
        evidence=with_evidence(answers),
        judgements=judged(rules=rules) if judgements is None else judgements,
    )


def board(*members: Mapping[str, Any], rules: str = "statutory-2012") -> list[dict[str, Any]]:
    """The governing body of that case, with the members of these names changed."""
    changed = {each["name"]: each for each in members}
    return [{**each, **changed.get(each["name"], {})} for each in _given(rules)["board"]]


def _given(rules: str) -> dict[str, Any]:
    answers = dict(base(rules)["given"])
    for member in answers["board"]:
        for name, value in member.items():
            member[name] = None if value == "none" else value
    return {path: None if value == "none" else value for path, value in answers.items()}
