"""One criterion of one submission, or all of a domain, explained in full."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding
from authorisation.errors import InvalidOption
from authorisation.explain.assessment.page import describe_criterion
from authorisation.explain.assessment.page_header import describe_page_header
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import FEW, join_words
from authorisation.language.yaml.scalars import suggest_in_any_case
from authorisation.model.rules import Severity
from authorisation.report.document import Document
from authorisation.report.pages.assessment import criteria_document
from authorisation.usecases.assessing.assess import Request, assess_file
from authorisation.usecases.delivery.deliverable import Deliverable


def explain(file: Path, criterion: str, request: Request) -> Deliverable:
    """The findings on a submission under one criterion, or under all of a domain, to deliver.

    Raises:
        AuthorisationError: something cannot be used, or there is no such criterion or domain.
    """
    run = assess_file(file, request)
    (assessment,) = run.assessments
    title, findings = _find_findings(criterion, assessment)
    document = explain_findings(title, findings, assessment, run.program)
    return Deliverable(first=lambda: document)


def explain_findings(
    title: str, findings: Sequence[Finding], assessment: Assessment, program: Program
) -> Document:
    """Findings of an assessment in full, under a title where there is one."""
    view = View.of(assessment, program)
    explained = [describe_criterion(finding, view) for finding in findings]
    return criteria_document(title, explained, describe_page_header(assessment))


def _find_findings(wanted: str, assessment: Assessment) -> tuple[str, Sequence[Finding]]:
    """The finding of a criterion, or those of a domain with its title, however it is written."""
    by_name = {finding.criterion.id.casefold(): finding for finding in assessment.findings}
    found = by_name.get(wanted.casefold())
    if found is not None:
        return "", (found,)
    for name, title in assessment.rules.domains.items():
        of = [finding for finding in assessment.findings if finding.criterion.domain == name]
        if of and wanted.casefold() in (name.casefold(), title.casefold()):
            return title, of
    rules = assessment.rules.id
    known = [*assessment.rules.domains, *(each.criterion.id for each in assessment.findings)]
    remedy = (
        suggest_beginning(wanted, assessment)
        or suggest_in_any_case(wanted, known)
        or f"see `authorise rules {rules}` for those there are"
    )
    message = f"no criterion and no domain of {rules} is called `{wanted}`"
    raise InvalidOption(message, remedy)


def suggest_beginning(wanted: str, assessment: Assessment) -> str:
    """A remedy that names the criteria whose ids begin so, the gravest first; else empty."""
    begun = [
        finding
        for finding in assessment.findings
        if finding.criterion.id.casefold().startswith(wanted.casefold())
    ]
    graver = sorted(begun, key=lambda finding: list(Severity).index(finding.severity))
    named = [f"`{finding.criterion.id}`" for finding in graver[:FEW]]
    return f"did you mean {join_words(named, 'or')}?" if named else ""
