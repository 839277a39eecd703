"""One submission under two rule sets: how its outcome and its findings differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from authorisation.engine.analysis.provenance import is_personal
from authorisation.engine.judge.margins import margin_unit
from authorisation.engine.plans.plan import LeafPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step, walk_steps
from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.page_header import assessment_warnings, out_of_force_warnings
from authorisation.explain.assessment.reasons import format_severity
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.words.margins import format_margin
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import lower_initial
from authorisation.model.rules import Criterion, RuleSet
from authorisation.model.source import Formula
from authorisation.model.structs import short_repr
from authorisation.model.submission import Stage, title_of
from authorisation.model.verdict import SATISFIED, Verdict

_SETTLED: Final = (Verdict.MET, Verdict.NOT_MET)
NOT_ASKED: Final = "not asked"


@dataclass(frozen=True, slots=True, repr=False)
class ChangedFinding:
    """A criterion whose finding differs, in words; the names of its fields are those of JSON."""

    criterion: str
    title: str
    old: str
    new: str
    severity_old: str
    """In words; empty where it was not asked."""
    severity_new: str
    """In words; empty where it is not asked."""
    margin_old: str = ""
    """By how much its figure missed or met its line, in words; empty where there is none."""
    margin_new: str = ""

    def __str__(self) -> str:
        return f"{self.format_without_margins()}{self.format_margins()}"

    def format_without_margins(self) -> str:
        """Format what many submissions may have in common."""
        regraded = self.severity_old != self.severity_new
        weighed = f" ({self.severity_old})" if self.severity_old and regraded else ""
        weighs = f" ({self.severity_new})" if self.severity_new else ""
        named = f"{self.title} ({self.criterion})"
        return f"{named}: {self.old} before{weighed}, now {self.new}{weighs}"

    def format_margins(self) -> str:
        """Format by how much, after what it is of: `; before, short by £3; now, £5 to spare`."""
        if self.margin_old == self.margin_new:
            return f"; {self.margin_new}" if self.margin_new else ""
        margins = ("before", self.margin_old), ("now", self.margin_new)
        return "".join(f"; {when}, {margin}" for when, margin in margins if margin)

    def __repr__(self) -> str:
        return short_repr(self, self.criterion, self.old, "to", self.new)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OutcomeChange:
    """The outcomes of one submission before and now; the same where `changes` is empty too."""

    name: str
    code: str
    old: str
    new: str
    """The outcome that the rules indicate, or those still possible."""
    changes: tuple[ChangedFinding, ...]
    warnings: tuple[str, ...]
    """Those of the assessment as it is now, and of the rules that it had before."""
    as_of: date
    stage: Stage

    @property
    def title(self) -> str:
        """The name, with the code where there is one."""
        return title_of(self.name, self.code)

    @property
    def other_outcome(self) -> bool:
        """Whether the indicated outcomes differ."""
        return self.old != self.new

    def __repr__(self) -> str:
        return short_repr(
            self, repr(self.name), self.old, "to", self.new, f"{len(self.changes)} findings"
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SubmissionChangesPage:
    """The changes for one group from one assessment to a later one, in words."""

    group: str
    rules: str
    """Those of both; empty where they differ."""
    before: str
    """Of which file it is, and how that was assessed."""
    now: str
    warnings: tuple[str, ...]
    statement: str
    outcome: str
    because: str
    """What another outcome comes from; empty where it is the same."""
    findings: tuple[tuple[str, str], ...]
    """Each that differs, with what it comes from."""
    given: tuple[tuple[str, str], ...]
    """What is said of each answer, with the path of its question."""
    changed: tuple[tuple[str, str], ...]
    withdrawn: tuple[tuple[str, str], ...]
    evidence: tuple[tuple[str, str], ...]
    judgements: tuple[str, ...]
    departures: tuple[str, ...]
    carried: str
    """How much of what assessors recorded before holds of now; empty where there is none."""
    not_carried: tuple[tuple[str, str], ...]
    """Each entry that does not, with why."""

    def __repr__(self) -> str:
        return short_repr(self, repr(self.group), f"{len(self.findings)} findings")


def compare_assessments(
    before: Assessment, now: Assessment, programs: tuple[Program, Program]
) -> OutcomeChange:
    """The difference between two assessments of the same submission, each by its program."""
    return OutcomeChange(
        name=visible(now.submission.name),
        code=visible(now.submission.code),
        old=format_outcomes(before),
        new=format_outcomes(now),
        changes=tuple(
            _changed_finding(was, is_now, *programs)
            for was, is_now in pair_findings(before, now)
            if _differ(was, is_now)
        ),
        warnings=(
            *assessment_warnings(now),
            *warnings_of_before(before.rules, before.dated_on, now.rules),
        ),
        as_of=now.as_of,
        stage=now.stage,
    )


def warnings_of_before(before: RuleSet, when: date, now: RuleSet) -> Iterator[str]:
    """Yield that the rules of before are not in force on a day, unless those of now follow them."""
    if now.id not in before.followed_by:
        for text in out_of_force_warnings(before, when):
            yield f"Before: {lower_initial(text)}"


def format_outcomes(assessment: Assessment) -> str:
    """The outcome in words, or those still possible."""
    return format_outcome_ids(assessment.outcome_ids, assessment.rules)


def format_outcome_ids(identifiers: Sequence[str], rules: RuleSet) -> str:
    """The one outcome in words, or those still possible."""
    titles = [outcome_title(each, rules) for each in identifiers]
    return titles[0] if len(titles) == 1 else f"cannot tell yet: {join_words(titles, 'or')}"


def pair_findings(
    before: Assessment, now: Assessment
) -> Iterator[tuple[Finding | None, Finding | None]]:
    """Yield the findings on each criterion, before and now, as `pair_criteria` pairs them."""
    old, new = before.findings_by_id, now.findings_by_id
    for was, is_now in pair_criteria(before.rules, now.rules):
        yield old.get(was.id) if was else None, new.get(is_now.id) if is_now else None


def pair_criteria(
    old: RuleSet, new: RuleSet
) -> Iterator[tuple[Criterion | None, Criterion | None]]:
    """Yield each criterion as either rules have it, those of the newer rules first, in their order.

    An id is that of one criterion in two editions of a rule set, and in rules that extend others,
    at any remove. Rules that have nothing to do with each other may use it for two: those are
    paired only where their titles are the same too.
    """
    related = not {old.id, *old.ancestors}.isdisjoint((new.id, *new.ancestors))
    left = dict(old.criteria)
    for criterion in new.criteria.values():
        was = left.get(criterion.id)
        if was is not None and (related or was.title == criterion.title):
            yield left.pop(criterion.id), criterion
        else:
            yield None, criterion
    for was in left.values():
        yield was, None


def _differ(was: Finding | None, is_now: Finding | None) -> bool:
    """Whether the verdict on a criterion differs, or its severity does while it is not met."""
    if was is None or is_now is None:
        return True
    regraded = is_now.verdict not in SATISFIED and was.severity is not is_now.severity
    return was.verdict is not is_now.verdict or regraded


def _changed_finding(
    was: Finding | None, is_now: Finding | None, old: Program, new: Program
) -> ChangedFinding:
    known = is_now or was
    assert known is not None  # noqa: S101 it is in one of the two
    margin_old, margin_new = _format_margins(was, is_now, old, new)
    return ChangedFinding(
        criterion=known.criterion.id,
        title=visible(known.criterion.title),
        old=format_verdict(was.verdict if was else None),
        new=format_verdict(is_now.verdict if is_now else None),
        severity_old=format_severity(was.severity, old.rules) if was else "",
        severity_new=format_severity(is_now.severity, new.rules) if is_now else "",
        margin_old=margin_old,
        margin_new=margin_new,
    )


def _format_margins(
    was: Finding | None, is_now: Finding | None, old: Program, new: Program
) -> tuple[str, str]:
    """Format by how much the figure that decides missed or met its line, before and now.

    Where several figures have their part on one side, it is that which decides on the other.
    """
    before, now = _compared(was), _compared(is_now)
    alone = next((found[0][1].condition.test for found in (now, before) if len(found) == 1), None)
    return _format_leaf(before, alone, old), _format_leaf(now, alone, new)


def _compared(finding: Finding | None) -> list[tuple[Step, LeafPlan]]:
    """The comparisons that may have decided a finding; where it is known, the one that did."""
    if finding is None or finding.step is None or finding.verdict not in _SETTLED:
        return []
    found = [
        (leaf, leaf.plan)
        for leaf in walk_steps(finding.step)
        if isinstance(leaf.plan, LeafPlan)
        and leaf.margin is not None
        and leaf.verdict is finding.verdict
    ]
    return [each for each in found if each[0].margin == finding.step.margin][:1] or found


def _format_leaf(
    compared: list[tuple[Step, LeafPlan]], test: Formula | None, program: Program
) -> str:
    """Format the margin of the comparison that is alone or of this test; nobody's personal one."""
    alike = [each for each in compared if each[1].condition.test == test]
    chosen = compared if len(compared) == 1 else alike
    if len(chosen) != 1:
        return ""
    leaf, plan = chosen[0]
    if any(is_personal(reference, program) for reference in plan.references):
        return ""
    return format_margin(leaf.margin, margin_unit(leaf), plan.operator)


def format_verdict(verdict: Verdict | None) -> str:
    """A verdict in words; None is that of a criterion that is not asked."""
    if verdict is None:
        return NOT_ASKED
    return VERDICT_WORDS[verdict] if verdict in (Verdict.OPEN, Verdict.UNKNOWN) else str(verdict)
