"""One submission under two rule sets: what each says of it, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding
from authorisation.explain.assessment.comparison import (
    format_outcomes,
    format_verdict,
    pair_findings,
)
from authorisation.explain.assessment.page import describe_assessment
from authorisation.explain.assessment.page_header import (
    describe_page_header,
    format_rule_set,
    format_stages,
)
from authorisation.explain.assessment.reasons import describe_reason, format_severity
from authorisation.explain.assessment.view import View
from authorisation.explain.words.quantities import (
    format_count,
    format_date,
    format_full_value,
    format_setting,
)
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.model.rules import Parameter, Severity
from authorisation.model.verdict import Verdict

_POINTS: Final = 3
"""How many judgements stand beside a verdict; an assessment has all of them."""
_AGAINST: Final = (Verdict.NOT_MET, Verdict.OPEN)


class FindingBeside(Struct, frozen=True):
    """The finding of one of two rule sets on a criterion, in words without a full stop."""

    verdict: Verdict
    severity: str
    reason: str
    """What decided it; empty where nothing is said."""
    against: bool
    """Whether it counts against the group or, of a gate or a condition, a part does already."""

    def format(self, *, weighed: bool = False) -> str:
        """Format the verdict with its reason and, where it is `weighed`, its severity."""
        found = upper_initial(format_verdict(self.verdict))
        found += f" ({self.severity})" if weighed else ""
        return f"{found}: {self.reason}" if self.reason else found


class CriterionBeside(Struct, frozen=True):
    """A criterion with what is found on it before and now; None where it is not asked."""

    criterion: str
    title: str
    old: FindingBeside | None
    new: FindingBeside | None
    taken_out: str
    """Why the new rules no longer ask it, where they say so; else empty."""

    @property
    def same(self) -> bool:
        """Whether both ask it and come to the same, and what counts against a group weighs so."""
        if self.old is None or self.new is None or self.old.verdict is not self.new.verdict:
            return False
        return self.new.verdict not in _AGAINST or self.old.severity == self.new.severity


class FigureBeside(Struct, frozen=True):
    """A figure that both rule sets have, and that is another now."""

    name: str
    title: str
    old: str
    new: str


class SideBySide(Struct, frozen=True, kw_only=True):
    """One submission under two rule sets; the first of each pair is before, the second now."""

    group: str
    note: str
    """The submission's own note."""
    rules: tuple[str, str]
    """Title, id and edition, and the day of assessment."""
    short: tuple[str, str]
    """What tells the two apart: the ids, else the editions, else the days; else empty."""
    apart: str
    """What the two are, such as *on two days*."""
    stage: str
    outcomes: tuple[str, str]
    """What each rule set indicates and why, or what is still possible."""
    criteria: tuple[CriterionBeside, ...]
    """Paired by id; those of the new rules first, in their order."""
    figures: tuple[FigureBeside, ...]


def describe_side_by_side(
    before: Assessment, now: Assessment, programs: tuple[Program, Program]
) -> SideBySide:
    """The words for two assessments of the same submission, each by its program."""
    header = describe_page_header(now)
    apart, short = _tell_apart(before, now)
    views = View.of(before, programs[0]), View.of(now, programs[1])
    return SideBySide(
        group=header.group,
        note=header.note,
        rules=(_format_rules(before), _format_rules(now)),
        short=short,
        apart=apart,
        stage=format_stages((before.stage, now.stage)),
        outcomes=(_format_outcome(views[0]), _format_outcome(views[1])),
        criteria=tuple(_criteria(*views)),
        figures=tuple(_figures(before, now)),
    )


def _format_rules(assessment: Assessment) -> str:
    return f"{format_rule_set(assessment.rules)}, as of {format_date(assessment.as_of)}"


def _tell_apart(before: Assessment, now: Assessment) -> tuple[str, tuple[str, str]]:
    """The words on what the two are, and the pair of names that tells them apart."""
    old, new = before.rules, now.rules
    for what, pair in (
        ("under two rule sets", (visible(old.id), visible(new.id))),
        ("under two editions", (visible(old.edition), visible(new.edition))),
        ("on two days", (format_date(before.as_of), format_date(now.as_of))),
    ):
        if pair[0] != pair[1]:
            return what, pair
    return "under changed rules", ("", "")


def _format_outcome(view: View) -> str:
    because = describe_assessment(view.assessment, view.program).because
    return because.removesuffix(".") or upper_initial(format_outcomes(view.assessment))


def _criteria(before: View, now: View) -> Iterator[CriterionBeside]:
    removed = now.assessment.rules.removed
    for was, is_now in pair_findings(before.assessment, now.assessment):
        known = is_now or was
        assert known is not None  # noqa: S101 it is in one of the two
        yield CriterionBeside(
            criterion=known.criterion.id,
            title=visible(known.criterion.title),
            old=_beside(was, before) if was else None,
            new=_beside(is_now, now) if is_now else None,
            taken_out="" if is_now else visible(removed.get(known.criterion.id, "")),
        )


def _beside(finding: Finding, view: View) -> FindingBeside:
    reason = describe_reason(finding, view)
    partly = () if finding.severity is Severity.NOTE else reason.so_far
    points = [str(point)[2:] for point in (*partly, *reason.points)]
    if len(points) > _POINTS:
        more = len(points) - _POINTS + reason.more_points
        points = [*points[:_POINTS], f"and {format_count(more, 'more judgement')}"]
    said = reason.says or upper_initial(reason.why_open)
    parts = (said, *points, *reason.judgements)
    return FindingBeside(
        verdict=finding.verdict,
        severity=format_severity(finding.severity, view.assessment.rules),
        reason="; ".join(part.removesuffix(".") for part in parts if part),
        against=finding.verdict in _AGAINST or bool(partly),
    )


def _figures(before: Assessment, now: Assessment) -> Iterator[FigureBeside]:
    """Yield the figures of both that are in force with another value."""
    for name, parameter in now.rules.parameters.items():
        was = before.rules.parameters.get(name)
        if was is None:
            continue
        old, new = _setting(was, before), _setting(parameter, now)
        if old != new:
            yield FigureBeside(name, visible(parameter.title) or name, old, new)


def _setting(parameter: Parameter, assessment: Assessment) -> str:
    if parameter.name in assessment.overrides:
        return format_full_value(assessment.overrides[parameter.name], parameter)
    entry = parameter.on(assessment.dated_on)
    return format_setting(entry, parameter) if entry else "no value yet"
