"""One criterion of one submission, told in full."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from authorisation.engine.steps import Assessment, Finding
from authorisation.errors import InvalidOption
from authorisation.explain.page import explanation
from authorisation.explain.standfirst import standfirst
from authorisation.explain.view import View
from authorisation.report.layout import Style, plain
from authorisation.report.text import criterion_text
from authorisation.usecases.assessing import Request, assess_files


def explain(
    file: Path, criterion: str, request: Request, *, width: int, style: Style = plain
) -> str:
    """Tell what a submission comes to under one criterion.

    Raises:
        AuthorisationError: something cannot be used, or there is no such criterion.
    """
    run = assess_files([file], request)
    if run.failures:
        raise run.failures[0]
    (assessment,) = run.assessments
    finding = _finding(criterion, assessment)
    view = View.of(assessment, run.program)
    return criterion_text(
        explanation(finding, view), standfirst(assessment), width=width, style=style
    )


def _finding(wanted: str, assessment: Assessment) -> Finding:
    """Find a criterion's finding, however its letters are written."""
    by_name = {finding.criterion.id.casefold(): finding for finding in assessment.findings}
    found = by_name.get(wanted.casefold())
    if found is not None:
        return found
    near = get_close_matches(wanted.casefold(), by_name, n=1)
    rules = assessment.rules.id
    remedy = (
        f"did you mean `{by_name[near[0]].criterion.id}`?"
        if near
        else f"see `authorise rules {rules}` for those there are"
    )
    raise InvalidOption(f"no criterion of {rules} is called `{wanted}`\n  help: {remedy}")
