"""Writes a file of returns to fill in: blank, or with what a record or other returns say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from authorisation.engine.outcomes import due_date
from authorisation.engine.results import Assessment, ImposedCondition
from authorisation.errors import InvalidOption, InvalidRecord
from authorisation.explain.assessment.outcome import outcome_title, standing_outcome
from authorisation.forms.returns_yaml import render_returns
from authorisation.language.regime.load import LoadedRegime
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.model.calendar import next_period, period_containing
from authorisation.model.regime import Regime
from authorisation.model.returns import AuthorisationCondition, AuthorisedGroup, Period
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer
from authorisation.model.verdict import SATISFIED
from authorisation.records.assessment_shape import AssessmentRecord, DecisionRecord
from authorisation.records.read import MAX_RECORD_BYTES
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import read_group
from authorisation.usecases.records.derive import RecordFile, is_record, naming_file
from authorisation.usecases.schema_files import render_editor_lines

_ONE_ASSESSMENT: Final = (
    "this is no record of one assessment, which is where conditions come from",
    "name one that `assess --record FOLDER/` keeps for each application",
)
_LATER: Final = "write it under `conditions` where it was imposed, with its day"


@dataclass
class AuthorisedBy:
    """An assessment as what a group was authorised by, with the decision if somebody added it."""

    assessment: Assessment
    decision: DecisionRecord | None
    file: str
    left_out: Problems = field(default_factory=Problems)
    """What cannot be said of the group, in the order in which it was asked for."""

    @cached_property
    def _decided(self) -> tuple[str, date]:
        """The outcome that was decided, empty for none; and its day, else the day assessed."""
        if self.decision is not None:
            return self.decision.outcome, self.decision.on
        departure = self.assessment.departures.get("")
        return (departure.outcome, departure.on) if departure else ("", self.assessment.as_of)

    @property
    def day(self) -> date:
        """The day of the decision, without one that of the assessment."""
        return self._decided[1]

    def answers(self, regime: Regime) -> dict[str, Answer]:
        """The answers to the questions that the regime looks back at, asked as it asks them."""
        given, asked = self.assessment.counted.answers, self.assessment.rules.bank
        found = {path: given[path] for path in regime.authorisation if path in given}
        for path in found:
            if asked[path] != regime.authorisation[path]:
                message = f"{quote(path)} is asked otherwise by {quote(regime.rules.id)}"
                self._leave_out(message, "answer it under `at_authorisation`")
        return {p: each for p, each in found.items() if asked[p] == regime.authorisation[p]}

    def conditions(self) -> tuple[AuthorisationCondition, ...] | None:
        """The conditions of the outcome decided or indicated; None where nobody knows them."""
        decided, _ = self._decided
        outcome = standing_outcome(self.assessment, decided)
        if outcome is None and decided:
            title = outcome_title(decided, self.assessment.rules)
            message = f"the rules leave {quote(title)} no conditions, for they do not indicate it"
            self._leave_out(message, "write under `conditions` what was imposed")
        elif outcome is None:
            message = "several outcomes are possible, so nobody knows the conditions yet"
            self._leave_out(message, "keep a record once it is settled, or decided")
        return None if outcome is None else tuple(self._imposed(outcome.conditions))

    def _imposed(
        self, conditions: tuple[ImposedCondition, ...]
    ) -> Iterator[AuthorisationCondition]:
        for each in conditions:
            finding = self.assessment.finding(each.criterion)
            departure = self.assessment.departures.get(each.criterion)
            named, due = quote(each.criterion), due_date(finding, self.day)
            if departure is not None and departure.verdict in SATISFIED:
                what = f"was decided to be {departure.verdict} by {departure.by}"
                self._leave_out(f"{named} {what}, so it is no condition", "nothing need be done")
            elif each.perhaps:
                what = "is a condition or none, by answers that are missing"
                self._leave_out(f"{named} {what}", _LATER)
            elif due is None:
                self._leave_out(f"nothing says when the condition {named} is due", _LATER)
            else:
                shown = f"; discharged by: {each.evidence}" if each.evidence else ""
                yield AuthorisationCondition(
                    id=each.criterion, requires=f"{finding.criterion.title}{shown}", due_on=due
                )

    def _leave_out(self, message: str, remedy: str) -> None:
        self.left_out.wrong(Location(self.file, line=0), message, remedy)


@dataclass(frozen=True, slots=True)
class BegunReturns:
    """The group that a file of returns begins with, and what of its source is not in it."""

    group: AuthorisedGroup
    left_out: tuple[Problem, ...] = ()
    blank: bool = False


def blank_returns(loaded: LoadedRegime) -> BegunReturns:
    """A group of which nothing is known, authorised on the first day of a period."""
    first = _first_whole_period(loaded.regime)
    group = AuthorisedGroup(
        name="(the name of your group)",
        first=first,
        authorised_on=first.begins,
        at_authorisation=MappingProxyType({}),
        filed=(),
    )
    return BegunReturns(group, blank=True)


def returns_from(file: Path, loaded: LoadedRegime, library: Library) -> BegunReturns:
    """The group of a record of an assessment with its conditions, or that of a file of returns.

    Raises:
        InvalidRecord: the record is not of one assessment, or cannot be derived here.
        InvalidSubmission: the returns cannot be used.
        RecordDiffers: the record comes out otherwise here.
        UnreadableFile: the file cannot be read.
    """
    if is_record(file, read_file(file, limit=MAX_RECORD_BYTES)):
        return returns_of_record(RecordFile(file, library), file, loaded)
    return BegunReturns(read_group(file, library.returns_context(loaded)))


def returns_of_record(records: RecordFile, file: Path, loaded: LoadedRegime) -> BegunReturns:
    """The group of the record of an assessment, with its conditions; `file` names it in messages.

    Raises:
        InvalidRecord: the record is not of one assessment, or cannot be derived here.
        RecordDiffers: the record comes out otherwise here.
    """
    record, regime = records.records.whole, loaded.regime
    if not isinstance(record, AssessmentRecord):
        with naming_file(file):
            raise InvalidRecord(*_ONE_ASSESSMENT)
    ((_, _, derived),) = records.derive_same("file of returns")
    assert isinstance(derived.result, AssessmentRun)  # noqa: S101 of an assessment
    (assessment,) = derived.result.assessments
    by = AuthorisedBy(assessment, record.decision, display_path(file))
    try:
        first = period_containing(by.day, regime.periods)
    except ValueError:
        with naming_file(file):
            raise InvalidRecord(f"`{by.day}` is too far away for a group to be watched") from None
    if first.ends < loaded.since:
        first = _first_whole_period(regime)
    conditions = by.conditions()
    group = AuthorisedGroup(
        name=assessment.submission.name,
        code=assessment.submission.code,
        first=first,
        authorised_on=by.day,
        at_authorisation=MappingProxyType(by.answers(regime)),
        conditions=conditions or (),
        conditions_known=conditions is not None,
        filed=(),
    )
    return BegunReturns(group, tuple(by.left_out))


def returns_as_yaml(rules: str, loaded: LoadedRegime, begun: BegunReturns) -> str:
    """The file of returns with what is begun, and a return without answers for the next period."""
    regime, group = loaded.regime, begun.group
    lines = render_editor_lines("returns", regime.rules, rules)
    following = following_period(group, regime)
    return lines + render_returns(regime, group, following, aside=not begun.blank)


def returns_as_workbook(loaded: LoadedRegime, begun: BegunReturns) -> bytes:
    """The same as a workbook, in which the next return counts once it has a day or an answer.

    Raises:
        InvalidOption: these rules ask in returns what has no place in a workbook.
    """
    from authorisation.forms.returns_workbook.layout import MOST_RETURNS  # noqa: PLC0415 - not for YAML
    from authorisation.forms.returns_workbook.write import render_returns_workbook  # noqa: PLC0415 - not for YAML

    regime, group = loaded.regime, begun.group
    if len(group.filed) > MOST_RETURNS:
        message = f"a workbook has a sheet for each return, for at most {MOST_RETURNS} returns"
        raise InvalidOption(message, "write the returns as YAML")
    for path, question in regime.returns.items():
        if question.each:
            message = f"`{path}` asks for a list of entries, which no workbook of returns holds"
            raise InvalidOption(message, "write the returns as YAML")
    return render_returns_workbook(regime, group, following_period(group, regime))


def following_period(group: AuthorisedGroup, regime: Regime) -> Period:
    """The period after the last that is filed, else the first."""
    last = max((each.period for each in group.filed), default=None)
    return next_period(last, regime.periods) if last else group.first


def _first_whole_period(regime: Regime) -> Period:
    since, _ = regime.rules.in_force
    first = period_containing(since, regime.periods)
    return first if first.begins >= since else next_period(first, regime.periods)
