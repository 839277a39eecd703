"""The groups of a run, each assessed by itself: how it stands to the line of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from authorisation.engine.assess import BoundSubmissions, assess
from authorisation.engine.results import Assessment
from authorisation.errors import InvalidOption
from authorisation.explain.assessment.page_header import assessment_warnings, warnings_of_several
from authorisation.language.yaml.characters import quote
from authorisation.model.rules import Pooling
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import fold_code
from authorisation.model.verdict import Verdict
from authorisation.partners.members import is_amount
from authorisation.partners.results import FigureState, GroupFigure
from authorisation.usecases.assessing.assess import AssessmentRun


class AssessedGroups:
    """The groups of a run, each assessed by itself, all on one day and with one line."""

    def __init__(self, run: AssessmentRun, pooling: Pooling) -> None:
        """Assess each of them.

        Raises:
            InvalidOption: none can be used, they are of several days, or there is no line.
        """
        self._run = run
        self._bound: BoundSubmissions = {}
        self._last: Assessment | None = None
        lines: set[Decimal] = set()
        days: set[date] = set()
        warnings: dict[str, None] = {}
        self.groups: dict[str, GroupFigure] = {}
        nobody = [] if run.submissions or run.unusable else [_assess_nobody(run)]
        for assessment in nobody or run.assessments:
            self._last = assessment
            days.add(assessment.as_of)
            warnings |= dict.fromkeys(assessment_warnings(assessment))
            line = self._line_of(assessment, pooling)
            lines.add(line)
            if nobody:
                continue
            group = _group(assessment, pooling, line, self.groups)
            self.groups[group.id] = group
        if not lines:
            raise run.unusable[0]
        if len(days) > 1 or len(lines) > 1:
            listed = ", ".join(sorted(day.isoformat() for day in days))
            raise InvalidOption(
                f"these applications are to be assessed on several days: {listed}",
                "choose one for all with `--as-of`",
            )
        (self.day,), (self.line,) = days, lines
        self.warnings = warnings_of_several(warnings)

    def _line_of(self, assessment: Assessment, pooling: Pooling) -> Decimal:
        settings = self._run.program.on(assessment.dated_on, assessment.overrides)
        line = settings.scope.get(pooling.line)
        if isinstance(line, Decimal) and line > 0 and is_amount(line):
            return line
        raise InvalidOption(
            f"{quote(pooling.line)} draws no line above 0, of at most 34 digits, on"
            f" {assessment.dated_on}",
            f"choose another day with `--as-of`, or a figure with `--set {pooling.line}=…`",
        )

    def assess(self, submission: Submission, instead_of: Sequence[Submission]) -> Assessment:
        """Assess another submission on the same day, in the place of some of the run."""
        assert self._last is not None  # noqa: S101 one was assessed
        others: Sequence[Submission] = ()
        if self._run.program.needs_others:
            gone = {id(each) for each in instead_of}
            others = [each for each in self._run.submissions if id(each) not in gone]
        received = submission.received_on or self.day
        return assess(
            self._run.program,
            replace(submission, received_on=received),
            as_of=self.day,
            stage=Stage.SELF_ASSESSMENT,
            overrides=self._last.overrides,
            others=others,
            bound=self._bound,
            complete=self._run.complete,
        )


def _assess_nobody(run: AssessmentRun) -> Assessment:
    """The assessment of no answers at all, for day, line and warnings where there is no group."""
    if run.as_of is None:
        raise InvalidOption("there is no application to say the day", "give it with `--as-of`")
    submission = Submission(name="", answers={}, received_on=run.as_of)
    return assess(run.program, submission, as_of=run.as_of, overrides=run.overrides)


def _group(
    assessment: Assessment, pooling: Pooling, line: Decimal, taken: Mapping[str, GroupFigure]
) -> GroupFigure:
    submission = assessment.submission
    verdicts = {each.criterion.id: each.verdict for each in assessment.findings}
    answer = assessment.counted.answers.get(pooling.figure)
    amount = answer if isinstance(answer, Decimal) and is_amount(answer) else None
    if amount is None:
        state = FigureState.UNKNOWN
    elif amount >= line:
        state = FigureState.REACHES
    elif verdicts[pooling.criterion] is Verdict.MET:
        state = FigureState.OTHERWISE
    else:
        state = FigureState.SHORT
    identity = fold_code(submission.code) or submission.name
    while identity in taken:
        identity += f" ({submission.file or len(taken)})"
    return GroupFigure(
        id=identity,
        submission=submission,
        amount=amount,
        state=state,
        verdicts=verdicts,
    )
