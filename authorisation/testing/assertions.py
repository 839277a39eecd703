# ruff: noqa: SLF001 - what an assertion looks at is the package's own, and promised to nobody
"""Assertions on rules, loaded or by name, for tests in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from authorisation.api.rules import Rules, load
from authorisation.errors import InvalidOption
from authorisation.explain.assessment.view import View
from authorisation.language.answers.from_python import format_given
from authorisation.language.cases.assessment import expectations_from_python
from authorisation.policy.cases.assessment import case_differences


def assert_case(
    rules: Rules | str,
    given: Mapping[str, Any],
    expect: Mapping[str, Any],
    *,
    as_of: date | str | None = None,
    stage: str | None = None,
    evidence: Mapping[str, Any] | None = None,
    judgements: Sequence[Mapping[str, Any]] | None = None,
    received_on: date | str | None = None,
) -> None:
    """Assess answers, and fail where something comes out otherwise than expected.

    `rules` are loaded rules, or what `authorisation.load` takes; `with_values` sets figures of
    theirs. `given` and the other arguments are what `Rules.assess` takes. `expect` is written as in
    a file of cases: for a criterion its verdict or, in a mapping, `verdict` and `margin`; for
    `outcome` its id, or a list of those that are still possible; for `in_force` whether the rules
    are. What it leaves out is not compared. Without `as_of` the rules' first day in force counts,
    as in a file of cases.

    >>> from authorisation.testing import assert_case
    >>> assert_case("gpcc-2010", {"population.registered": 320_000}, {"FIN-3a": "met"})

    Raises:
        AssertionError: with what was expected beside what came out, and what decided it.
        AuthorisationError: the rules, the answers or the options cannot be used, or `expect` names
            a criterion, an outcome or a verdict that is none.
    """
    __tracebackhide__ = True
    found = loaded_rules(rules)
    program = found._program
    expected = expectations_from_python(expect, program.rules)
    assessment = found.assess(
        given,
        as_of=as_of or found._day or program.rules.in_force[0],
        stage=stage,
        evidence=evidence,
        judgements=judgements,
        received_on=received_on,
    )._assessment
    view = View.of(assessment, program)
    expects, outcome, in_force = expected.criteria, expected.outcome, expected.in_force
    if lines := [
        line
        for each in case_differences(expects, outcome, view, in_force=in_force)
        for line in (str(each), *(f"  {reason}" for reason in each.because))
    ]:
        raise AssertionError("\n".join(lines))


def loaded_rules(rules: object) -> Rules:
    """Return rules as they are, or load those of a name.

    Raises:
        InvalidOption: it is neither.
        InvalidRules: the rules of that name cannot be used.
    """
    if isinstance(rules, str):
        return load(rules)
    if isinstance(rules, Rules):
        return rules
    remedy = 'give the name of a rule set, or authorisation.load("gpcc-2010")'
    raise InvalidOption(f"rules: {format_given(rules)} is none", remedy)
