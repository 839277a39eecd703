"""Results of applications, by themselves or under two rule sets, as values and as pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from authorisation.api.rendering import LONGEST_NAME, render_in, short_repr, to_builtins
from authorisation.api.sources import text_of
from authorisation.engine.analysis.answer_changes import SmallestChange
from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.judge.margins import margin_in_unit, margin_unit
from authorisation.engine.results import Finding, Margin, MissingAnswer
from authorisation.errors import InvalidOption
from authorisation.explain.assessment.comparison import OutcomeChange
from authorisation.explain.assessment.page import describe_criterion
from authorisation.explain.assessment.view import View
from authorisation.language.answers.from_python import format_given
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.submission import Departure, Judgement
from authorisation.records.assessment import ruled_out_records
from authorisation.records.assessment_shape import RuledOutRecord
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.assessing.compare import ComparisonResult
from authorisation.usecases.delivery.assessments import assessments
from authorisation.usecases.delivery.comparison import comparison
from authorisation.usecases.delivery.criterion import suggest_beginning
from authorisation.usecases.delivery.records import record_of


class FindingResult:
    """The finding on an application under one criterion.

    >>> import authorisation
    >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
    >>> finding = rules.assess({"population.registered": 320_000})["POP-4"]
    >>> finding.criterion, finding.severity, finding.verdict, finding.margin
    ('POP-4', 'note', 'met', Decimal('430000'))
    """

    def __init__(self, finding: Finding, view: View) -> None:
        self._finding = finding
        self._view = view

    @property
    def criterion(self) -> str:
        """The id of the criterion."""
        return self._finding.criterion.id

    @property
    def title(self) -> str:
        """The title of the criterion, which says what is so where it is met."""
        return self._finding.criterion.title

    @property
    def severity(self) -> str:
        """The severity on the day: `gate`, `condition` or `note`."""
        return self._finding.severity.value

    @property
    def verdict(self) -> str:
        """`met`, `not met`, `unknown` or `not applicable`; at the decision stage also `open`."""
        return self._finding.verdict.value

    @property
    def margin(self) -> Margin | None:
        """The margin of the figure from its line, in the figure's unit: positive on the met side.

        A pair where an answer is only bounded, with None at an end without a bound; None where the
        criterion compares no figure.
        """
        step, margin = self._finding.step, self._finding.margin
        return (
            margin if step is None or margin is None else margin_in_unit(margin, margin_unit(step))
        )

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The paths of the answers that would settle it, by name; empty once it is settled."""
        return tuple(sorted(self._finding.rests_on))

    def why(self) -> str:
        """The reasons in words: what the rules say, then each judgement it rests on, line by line.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> result = rules.assess({"population.registered": 70_000})
        >>> print(result["FIN-3a"].why())  # doctest: +ELLIPSIS
        ? whether at least one of these
          ✗ the group is large enough by itself: registered patients (70,000) is less than ...
          ? whether all of these
            ? there is a signed pooling agreement (not answered)
            ? the pool is large enough: whether patients covered by the pool (not answered) ...
        """
        explained = describe_criterion(self._finding, self._view)
        lines = [f"{'  ' * each.depth}{each}" for each in (*explained.applies, *explained.lines)]
        return "\n".join([explained.reason.says, *lines] if explained.reason.says else lines)

    def __repr__(self) -> str:
        return short_repr(f"<FindingResult {self.criterion[:LONGEST_NAME]}: {self.verdict}>")


class Result:
    """The result of one application: a finding for each criterion, and the outcome.

    >>> import authorisation
    >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
    >>> result = rules.assess({"population.registered": 70_000})
    >>> len(result), "FIN-3a" in result, result.outcome, len(result.outcomes)
    (134, True, None, 4)
    >>> result.missing[0].path
    'track.requested'
    """

    def __init__(self, run: AssessmentRun) -> None:
        (self._assessment,) = run.assessments
        self._run = run

    @property
    def outcome(self) -> str | None:
        """The id of the outcome; None while several are possible."""
        return self.outcomes[0] if self._assessment.settled else None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The ids of the outcomes still possible, in the order of the outcome table."""
        return tuple(each.row.id for each in self._assessment.outcomes)

    @cached_property
    def ruled_out(self) -> tuple[RuledOutRecord, ...]:
        """The outcomes that are out already, in the order of the outcome table.

        Each has its `id`, its `title` and what would bring it back: the `criteria` that would all
        have to be met, and the `question` that would need another `answer`; or, where it is said
        at the decision alone, `at_decision`.
        """
        return ruled_out_records(self._assessment, self._run.program)

    @cached_property
    def missing(self) -> tuple[MissingAnswer, ...]:
        """The answers that are missing, the most telling first.

        Each has its `path`, the `criteria` that wait for it, whether a `gate` does, and the
        outcomes that it alone could make certain (`rules_in`) or impossible (`rules_out`).
        """
        return missing_answers(self._assessment, self._run.program)

    def what_would(self, outcome: str, *, keep: Sequence[str] = ()) -> tuple[SmallestChange, ...]:
        """The smallest change that would lead to an outcome, by its id or title.

        Each search has the least `number` of changes, whether that is `proved`, and up to three
        `alternatives` with their `changes`. While answers are missing, the fewest that settle it
        come first (`only_missing`). `keep` names answers, or groups of them, that stay.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> result = rules.assess({"track.requested": "full budget"})
        >>> (found,) = result.what_would("developmental track as asked")
        >>> found.number, found.alternatives[0].paths
        (1, ('track.requested',))

        Raises:
            InvalidOption: the rules have no such outcome or question.
            EngineUnavailable: the solver is not installed.
        """
        from authorisation.usecases.assessing.what_would import what_would  # noqa: PLC0415 - few ask

        wanted = text_of(outcome, "outcome", "the id of an outcome, or its title")
        if isinstance(keep, str) or not isinstance(keep, Sequence):
            message = f"keep: {format_given(keep)} is no list of paths"
            raise InvalidOption(
                message, 'give them within brackets, such as ["population.registered"]'
            )
        kept = [text_of(path, f"keep[{n}]", "a path") for n, path in enumerate(keep)]
        return what_would(self._run.program, self._assessment, wanted, kept)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements of assessors and panels by the day of the assessment, as in their files.

        Each is on a `criterion` or, as a check, on an `answer`, and has its `grade`, the `document`
        that was read, the `reason` and the day (`on`); `by` is who judged: one `assessor`, or those
        who sat on a `panel`, whose grade settles what assessors differ on.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> read = {"answer": "population.registered", "assessor": "Ann Archer", "on": "2012-09-30"}
        >>> read |= {"grade": "checked", "document": "Lists of March", "reason": "Lists seen."}
        >>> own = {"name": "NHS Corby", "judgements": [read]}
        >>> result = rules.assess({"population.registered": 320_000}, **own)
        >>> [(each.answer, each.grade, each.by) for each in result.judgements]
        [('population.registered', 'checked', ('Ann Archer',))]
        """
        return self._assessment.counted_judgements.entries

    @property
    def departures(self) -> tuple[Departure, ...]:
        """The decisions in place of what the rules indicate, which they never change.

        Each is from a `criterion`, whose `verdict` was decided, or from the outcome, of which
        `outcome` was; `by` whom, `on` which day, and the `reason`. Of several from one thing the
        latest stands.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> why = {"by": "The Board", "on": "2012-10-01", "reason": "A pool is agreed."}
        >>> decided = {"departures": [{"criterion": "FIN-3a", "verdict": "met", **why}]}
        >>> result = rules.assess({"population.registered": 70_000}, judgements=decided)
        >>> [(each.criterion, each.verdict.value, each.by) for each in result.departures]
        [('FIN-3a', 'met', 'The Board')]
        >>> result["FIN-3a"].verdict
        'unknown'
        """
        return tuple(self._assessment.departures.values())

    @property
    def as_of(self) -> date:
        """The day of the assessment."""
        return self._assessment.as_of

    @property
    def stage(self) -> str:
        """The stage: `self-assessment` or `decision`."""
        return self._assessment.stage.value

    @cached_property
    def _findings(self) -> Mapping[str, FindingResult]:
        view = View.of(self._assessment, self._run.program)
        return {each.criterion.id: FindingResult(each, view) for each in self._assessment.findings}

    def __getitem__(self, criterion: str) -> FindingResult:
        """The finding of a criterion.

        Raises:
            InvalidOption: the rules have no such criterion; it says which is nearest.
        """
        given: object = criterion
        if not isinstance(given, str):
            message = f"{format_given(given)} names no criterion"
            example = next(iter(self._findings), "")
            remedy = f'name it by its id, such as result["{example}"]'
            raise InvalidOption(message, remedy)
        if criterion not in self._findings:
            near = suggest_beginning(criterion, self._assessment)
            near = near or str(suggest_name(criterion, self._findings))
            message = f"no criterion of {self._assessment.rules.id} is called `{criterion}`"
            raise InvalidOption(message, near)
        return self._findings[criterion]

    def __contains__(self, criterion: object) -> bool:
        return isinstance(criterion, str) and criterion in self._findings

    def __iter__(self) -> Iterator[FindingResult]:
        """The findings, in the order of the rules."""
        return iter(self._findings.values())

    def __len__(self) -> int:
        return len(self._findings)

    def to_record(self) -> dict[str, Any]:
        """The record, from which `authorisation.replay` derives it again: JSON values alone.

        docs/records.md says what is in it.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> rules.assess({}).to_record()["format"]
        'authorisation-record-2'
        """
        return to_builtins(record_of(self._run, self._assessment))

    def render(
        self,
        form: str = "text",
        *,
        full: bool = False,
        findings: bool = False,
        width: int = 100,
    ) -> str | bytes:
        """The page (`text`, `html`, `markdown`), the record (`json`) or a table (`csv`).

        A table is one row on the application or, with `findings`, one for each criterion; `xlsx`
        has both, and gives bytes, the others text. `full` shortens no list and adds the whole tree
        of every criterion; `width` is that of a page of text, from 40 to 400 characters.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> rules.assess({}, name="Marsh").render("markdown").splitlines()[0]
        '# Marsh'

        Raises:
            InvalidOption: there is no such format.
        """
        made = assessments(self._run, several=False, full=full, findings=findings)
        return render_in(made, form, width)

    def __repr__(self) -> str:
        name = self._assessment.submission.name[:LONGEST_NAME]
        came_to = self.outcome or f"{len(self.outcomes)} outcomes possible"
        rules = self._assessment.rules.id
        came_to = came_to[:LONGEST_NAME]
        return short_repr(f"<Result {name!r} under {rules}, {self.as_of}: {came_to}>")


class RulesComparison:
    """The same applications under two rule sets: who comes out otherwise.

    >>> import authorisation
    >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
    >>> milder = rules.with_values(self_pooling_population=30_000)
    >>> compared = milder.compare(rules, [{"population.registered": 70_000}])
    >>> [each.criterion for each in compared.changes[0].changes], compared.moved
    (['FIN-3a'], ())
    """

    def __init__(self, compared: ComparisonResult) -> None:
        self._compared = compared

    @property
    def changes(self) -> tuple[OutcomeChange, ...]:
        """The change of each application between the `old` and `new` rules: outcomes, findings.

        In the order of the applications; those that stay as they are have no `changes`.
        """
        return self._compared.changes

    @property
    def moved(self) -> tuple[OutcomeChange, ...]:
        """The changes of applications whose outcome is another now."""
        return tuple(each for each in self.changes if each.other_outcome)

    @property
    def unread(self) -> tuple[str, ...]:
        """The files that lay in the folders given and were not read, each with the reason."""
        return tuple(map(str, self._compared.now.unread))

    def render(
        self, form: str = "text", *, findings: bool = False, width: int = 100
    ) -> str | bytes:
        """The page (`text`, `html`, `markdown`) or the changes as data (`json`, `csv`, `xlsx`).

        In `csv` there is a row for each application or, with `findings`, for each that differs.

        Raises:
            InvalidOption: there is no such format.
        """
        return render_in(comparison(self._compared, findings=findings), form, width)

    def __repr__(self) -> str:
        return f"<RulesComparison of {len(self.changes)} applications: {len(self.moved)} moved>"
