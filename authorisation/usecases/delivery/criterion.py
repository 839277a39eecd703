"""One criterion of one submission, explained in full."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Final

from authorisation.engine.results import Assessment, Finding
from authorisation.errors import InvalidOption
from authorisation.explain.assessment.page import describe_criterion
from authorisation.explain.assessment.page_header import describe_page_header
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import join_words
from authorisation.report.pages.assessment import criterion_document
from authorisation.usecases.assessing.assess import Request, assess_files
from authorisation.usecases.delivery.deliverable import Deliverable

_MOST_SUGGESTED: Final = 4


def explain(file: Path, criterion: str, request: Request) -> Deliverable:
    """What a submission comes to under one criterion, to deliver.

    Raises:
        AuthorisationError: something cannot be used, or there is no such criterion.
    """
    run = assess_files([file], request)
    if run.failures:
        raise run.failures[0]
    (assessment,) = run.assessments
    finding = _find_finding(criterion, assessment)
    explained = describe_criterion(finding, View.of(assessment, run.program))
    document = criterion_document(explained, describe_page_header(assessment))
    return Deliverable(first=lambda: document)


def _find_finding(wanted: str, assessment: Assessment) -> Finding:
    """The finding of a criterion, however its letters are written."""
    by_name = {finding.criterion.id.casefold(): finding for finding in assessment.findings}
    found = by_name.get(wanted.casefold())
    if found is not None:
        return found
    inside = [name for name in by_name if name.startswith(wanted.casefold())][:_MOST_SUGGESTED]
    near = inside or get_close_matches(wanted.casefold(), by_name, n=1)
    rules = assessment.rules.id
    remedy = (
        f"did you mean {join_words([f'`{by_name[each].criterion.id}`' for each in near], 'or')}?"
        if near
        else f"see `authorise rules {rules}` for those there are"
    )
    raise InvalidOption(f"no criterion of {rules} is called `{wanted}`\n  help: {remedy}")
