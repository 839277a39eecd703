# ruff: noqa: SLF001 - what an assertion looks at is the package's own, and promised to nobody
"""Assertions on rules, for tests in Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authorisation.api.rules import Rules, load
from authorisation.explain.assessment.view import View
from authorisation.language.cases.expectations import expectations_from_python
from authorisation.policy.cases.assessment import case_differences


def assert_case(
    rules: Rules | str,
    given: Mapping[str, Any],
    expect: Mapping[str, Any],
    **options: Any,  # noqa: ANN401 - handed on
) -> None:
    """Assess answers, and fail where something comes out otherwise than expected.

    `rules` are loaded rules, or what `authorisation.load` takes. `given` is what `Rules.assess`
    takes, as the `options` are: `as_of`, `stage`, `evidence`, `judgements`. `expect` is written as
    in a file of cases: for a criterion its verdict or, in a mapping, `verdict` and `margin`; for
    `outcome` its id, or a list of those that are still possible. What it leaves out is not
    compared. Without `as_of` the rules' first day in force counts, as in a file of cases.

    >>> from authorisation.testing import assert_case
    >>> assert_case("gpcc-2010", {"population.registered": 320_000}, {"FIN-3a": "met"})

    Raises:
        AssertionError: with what was expected beside what came out, and what decided it.
        AuthorisationError: the rules, the answers or the options cannot be used, or `expect` names
            a criterion, an outcome or a verdict that is none.
    """
    __tracebackhide__ = True
    found = load(rules) if isinstance(rules, str) else rules
    program = found._program
    first = {} if found._day else {"as_of": program.rules.in_force[0]}
    assessment = found.assess(given, **{**first, **options})._assessment
    criteria, outcome = expectations_from_python(expect, program.rules)
    if lines := [
        line
        for each in case_differences(criteria, outcome, View.of(assessment, program))
        for line in (str(each), *(f"  {reason}" for reason in each.because))
    ]:
        raise AssertionError("\n".join(lines))
