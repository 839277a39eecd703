"""One criterion of one submission, told in full."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from authorisation.engine.results import Assessment, Finding
from authorisation.errors import InvalidOption
from authorisation.explain.assessment.page import CriterionExplanation, describe_criterion
from authorisation.explain.assessment.page_header import PageHeader, describe_page_header
from authorisation.explain.assessment.view import View
from authorisation.report.formats.text import criterion_text
from authorisation.report.formats.text_lines import Style, plain
from authorisation.report.pages.assessment import criterion_contents
from authorisation.usecases.assess import Request, assess_files


def explain(
    file: Path, criterion: str, request: Request, *, width: int, style: Style = plain
) -> str:
    """Tell what a submission comes to under one criterion.

    Raises:
        AuthorisationError: something cannot be used, or there is no such criterion.
    """
    told, head = _explain_criterion(file, criterion, request)
    return criterion_text(told, head, width=width, style=style)


def explain_as(form: str, file: Path, criterion: str, request: Request) -> str:
    """Tell the same as a page of `html` or `markdown`.

    Raises:
        AuthorisationError: something cannot be used, or there is no such criterion.
    """
    from authorisation.report.formats.html import html  # noqa: PLC0415 - a page of text needs neither
    from authorisation.report.formats.markdown import markdown  # noqa: PLC0415

    document = criterion_contents(*_explain_criterion(file, criterion, request))
    return html(document) if form == "html" else markdown(document)


def _explain_criterion(
    file: Path, criterion: str, request: Request
) -> tuple[CriterionExplanation, PageHeader]:
    run = assess_files([file], request)
    if run.failures:
        raise run.failures[0]
    (assessment,) = run.assessments
    finding = _finding(criterion, assessment)
    return describe_criterion(finding, View.of(assessment, run.program)), describe_page_header(
        assessment
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
