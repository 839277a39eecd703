"""One submission under two rule sets: how its outcome and its findings differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from authorisation.engine.results import Assessment, Finding
from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.page_header import assessment_warnings
from authorisation.explain.assessment.reasons import format_severity
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible
from authorisation.model.rules import RuleSet
from authorisation.model.structs import short_repr
from authorisation.model.verdict import Verdict

_WITHOUT_CONSEQUENCE = frozenset((Verdict.MET, Verdict.NOT_APPLICABLE))
NOT_ASKED: Final = "not asked"


@dataclass(frozen=True, slots=True, repr=False)
class ChangedFinding:
    """A criterion whose finding differs, in words before and now; its names are those of JSON."""

    criterion: str
    title: str
    before: str
    now: str
    severity_before: str
    """In words; empty where it is the same now."""
    severity_now: str

    def __str__(self) -> str:
        before = f"{self.before} before" + (
            f" ({self.severity_before})" if self.severity_before else ""
        )
        return f"{self.title} ({self.criterion}): {before}, now {self.now} ({self.severity_now})"

    def __repr__(self) -> str:
        return short_repr(self, self.criterion, self.before, "to", self.now)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OutcomeChange:
    """How one submission comes out before and now; the same where `changes` is empty too."""

    name: str
    code: str
    before: str
    now: str
    """The outcome that the rules indicate, or those still possible."""
    changes: tuple[ChangedFinding, ...]
    warnings: tuple[str, ...]
    """Those of the assessment as it is now."""

    @property
    def title(self) -> str:
        """The name, with the code where there is one."""
        return f"{self.name} ({self.code})" if self.code else self.name

    @property
    def other_outcome(self) -> bool:
        """Whether the indicated outcomes differ."""
        return self.before != self.now

    def __repr__(self) -> str:
        return short_repr(
            self, repr(self.name), self.before, "to", self.now, f"{len(self.changes)} findings"
        )


def compare_assessments(before: Assessment, now: Assessment) -> OutcomeChange:
    """The difference between two assessments of the same submission."""
    return OutcomeChange(
        name=visible(now.submission.name),
        code=visible(now.submission.code),
        before=format_outcomes(before),
        now=format_outcomes(now),
        changes=tuple(_changed_findings(before, now)),
        warnings=assessment_warnings(now),
    )


def format_outcomes(assessment: Assessment) -> str:
    """The outcome in words, or those still possible."""
    titles = [outcome_title(each, assessment.rules) for each in assessment.outcome_ids]
    if assessment.settled:
        return titles[0]
    return f"cannot tell yet: {join_words(titles, 'or')}"


def _changed_findings(before: Assessment, now: Assessment) -> Iterator[ChangedFinding]:
    """Yield the criteria whose verdict differs, or whose severity does while it is not met."""
    old = {finding.criterion.id: finding for finding in before.findings}
    new = {finding.criterion.id: finding for finding in now.findings}
    for criterion in dict.fromkeys((*new, *old)):
        was, is_now = old.get(criterion), new.get(criterion)
        if _differ(was, is_now):
            yield _changed_finding(was, is_now, before.rules, now.rules)


def _differ(was: Finding | None, is_now: Finding | None) -> bool:
    if was is None or is_now is None:
        return True
    regraded = is_now.verdict not in _WITHOUT_CONSEQUENCE and was.severity is not is_now.severity
    return was.verdict is not is_now.verdict or regraded


def _changed_finding(
    was: Finding | None, is_now: Finding | None, old: RuleSet, new: RuleSet
) -> ChangedFinding:
    known = is_now or was
    assert known is not None  # noqa: S101 it is in one of the two
    severity_before = format_severity(was.severity, old) if was else ""
    severity_now = format_severity(is_now.severity, new) if is_now else severity_before
    return ChangedFinding(
        criterion=known.criterion.id,
        title=visible(known.criterion.title),
        before=_format_verdict(was),
        now=_format_verdict(is_now),
        severity_before="" if severity_before == severity_now else severity_before,
        severity_now=severity_now,
    )


def _format_verdict(finding: Finding | None) -> str:
    if finding is None:
        return NOT_ASKED
    return "not shown" if finding.verdict is Verdict.OPEN else str(finding.verdict)
