"""What a program may rest on: rule sets, assessments, comparisons, histories, records.

What `authorisation` hands on is promised: it changes only with the version's first number.
Everything else in the package may change from one version to the next. `docs/api.md` shows it at
work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import IO, Any, TypeAlias

from authorisation.engine.analysis.next_questions import missing_answers
from authorisation.engine.assess import assess
from authorisation.engine.consistency import check_contradictions
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment, Finding, Margin, MissingAnswer
from authorisation.errors import InvalidOption, InvalidSubmission
from authorisation.explain.assessment.page import CriterionExplanation, describe_criterion
from authorisation.explain.assessment.view import View
from authorisation.language.answers.from_python import (
    day_from_python,
    judgements_from_python,
    submission_from_python,
    values_from_python,
)
from authorisation.language.answers.submissions import load_judgements
from authorisation.language.rules.load import load_rule_set
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.model.value import Answer
from authorisation.usecases.assess import submission_at, submission_in
from authorisation.usecases.filesystem.places import rules_root

Place: TypeAlias = "str | PathLike[str]"
"""Where a file or a folder lies."""
SubmissionSource: TypeAlias = "Mapping[str, Any] | Place | IO[bytes] | IO[str]"
"""Answers by path, or a file of them (YAML or the workbook form), by its place or open."""


def load(rules: Place, *, root: Place | None = None) -> Rules:
    """The rules of a rule set, by its name or by its folder, checked and ready to assess.

    `root` is a folder of rule sets, with the bank of questions in it; without it those that come
    with the program are meant.

    >>> import authorisation
    >>> authorisation.load("gpcc-2010")
    <Rules gpcc-2010, edition 2010-10-31: 134 criteria>

    Raises:
        InvalidRules: the files cannot be used as written; it carries every problem with its place.
    """
    folder = rules_root(None if root is None else Path(root))
    return Rules(compile_rules(load_rule_set(Path(rules), root=folder)))


class Rules:
    """A rule set, ready to assess any number of applications, from any number of threads."""

    def __init__(
        self,
        program: Program,
        *,
        day: date | None = None,
        values: Mapping[str, Answer] | None = None,
    ) -> None:
        self._program = program
        self._day = day
        self._values = dict(values or {})

    @property
    def id(self) -> str:
        """The name of the rule set, such as `gpcc-2010`."""
        return self._program.rules.id

    @property
    def edition(self) -> str:
        """The edition of its files, a date as they write it."""
        return self._program.rules.edition

    @property
    def title(self) -> str:
        """The title that its pages bear."""
        return self._program.rules.title

    @property
    def sha256(self) -> str:
        """The hash of the resolved rules, in hexadecimal, as records hold it."""
        return self._program.rules.sha256

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of the criteria, in the order of the rules."""
        return tuple(self._program.rules.criteria)

    @property
    def questions(self) -> Mapping[str, str]:
        """The wording of every question that may be answered, by path."""
        return {path: question.ask for path, question in self._program.rules.bank.items()}

    def on(self, day: date | str) -> Rules:
        """The same rules for a day, which then need no `as_of`; a day is a date or `2012-10-01`.

        >>> import authorisation
        >>> authorisation.load("gpcc-2010").on("2012-10-01")
        <Rules gpcc-2010, edition 2010-10-31: 134 criteria, on 2012-10-01>

        Raises:
            InvalidOption: it is no day.
        """
        return Rules(self._program, day=day_from_python(day, "day"), values=self._values)

    def with_values(self, **values: object) -> Rules:
        """The same rules with other values of parameters; every result says that they were set.

        >>> import authorisation
        >>> authorisation.load("gpcc-2010").with_values(self_pooling_population=30_000)
        <Rules gpcc-2010, edition 2010-10-31: 134 criteria, with self_pooling_population set>

        Raises:
            InvalidOption: a name is no parameter's, or it cannot have that value.
        """
        new = values_from_python(values, self._program.rules)
        return Rules(self._program, day=self._day, values={**self._values, **new})

    def assess(
        self,
        submission: SubmissionSource,
        *,
        as_of: date | str | None = None,
        stage: str | None = None,
        evidence: Mapping[str, Any] | None = None,
        judgements: Sequence[Mapping[str, Any]] | Place | None = None,
        name: str = "Application",
        code: str = "",
    ) -> Result:
        """The result of one application.

        Answers are by path, and of their question's type: an int, a Decimal or a text for a
        number, True or False, a date, a list; None for *there is none*. What is left out is not
        answered. `evidence` has the document for a path: `{"document": ..., "where": ...,
        "level": "checked"}`. `judgements` are entries of `criterion`, `assessor`, `on`, `grade`
        and `reason`, or the file that holds them. `stage` is `self-assessment` or `decision`.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> rules.assess({"population.registered": 320_000})["FIN-3a"].verdict
        'met'

        Raises:
            InvalidSubmission: with every problem: a misspelt path, a wrong type, a contradiction.
            UnreadableFile: there is no such file, or it cannot be read.
            InvalidOption: `as_of` is no day, or `stage` no stage.
        """
        read = self._read(submission, name=name, code=code, evidence=evidence)
        day = self._day if as_of is None else day_from_python(as_of, "as_of")
        assessment = assess(
            self._program,
            read,
            as_of=day,
            stage=None if stage is None else _stage(stage),
            overrides=self._values,
            judgements=self._judgements(judgements),
        )
        return Result(assessment, self._program)

    def _read(
        self,
        source: SubmissionSource,
        *,
        name: str,
        code: str,
        evidence: Mapping[str, Any] | None,
    ) -> Submission:
        if isinstance(source, Mapping):
            head = {"name": name, "code": code or None, "evidence": evidence}
            submission = submission_from_python(source, self._program.rules, head)
            if contradictions := check_contradictions(self._program.rules, submission):
                raise InvalidSubmission(contradictions)
            return submission
        if evidence is not None:
            raise InvalidOption("`evidence` goes with answers; a file holds its own")
        if isinstance(source, (str, PathLike)):
            return submission_at(Path(source), self._program)
        data = source.read()
        name = str(getattr(source, "name", "submission"))
        return submission_in(data.encode() if isinstance(data, str) else data, name, self._program)

    def _judgements(self, given: Sequence[Mapping[str, Any]] | Place | None) -> Judgements:
        if given is None:
            return Judgements()
        if isinstance(given, (str, PathLike)):
            return load_judgements(Path(given), self._program.rules)
        return judgements_from_python(given, self._program.rules)

    def __repr__(self) -> str:
        on = f", on {self._day}" if self._day else ""
        names = ", ".join(self._values)
        with_ = f", with {names} set" if len(names) <= _LONGEST_NAMES else ", with values set"
        rules = self._program.rules
        return (
            f"<Rules {rules.id}, edition {rules.edition}: {len(rules.criteria)} criteria"
            f"{on}{with_ if names else ''}>"
        )


_LONGEST_NAMES = 60


def _stage(stage: str) -> Stage:
    try:
        return Stage(stage)
    except ValueError:
        known = " or ".join(f'"{each}"' for each in Stage)
        raise InvalidOption(f"`{stage}` is no stage: it is {known}") from None


class Result:
    """What the rules make of one application: a finding for each criterion, and the outcome."""

    def __init__(self, assessment: Assessment, program: Program) -> None:
        self._assessment = assessment
        self._program = program

    @property
    def outcome(self) -> str | None:
        """The id of the outcome; None while several are possible."""
        return self._assessment.outcomes[0].row.id if self._assessment.settled else None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The ids of the outcomes still possible, the first in the table first."""
        return tuple(each.row.id for each in self._assessment.outcomes)

    @property
    def missing(self) -> tuple[MissingAnswer, ...]:
        """The answers that are missing, the most telling first.

        Each has its `path`, the `criteria` that wait for it, whether a `gate` does, and the
        outcomes that it alone could make certain (`rules_in`) or impossible (`rules_out`).
        """
        return self._missing

    @cached_property
    def _missing(self) -> tuple[MissingAnswer, ...]:
        return missing_answers(self._assessment, self._program)

    @property
    def as_of(self) -> date:
        """The day of the assessment."""
        return self._assessment.as_of

    @property
    def stage(self) -> str:
        """The stage: `self-assessment` or `decision`."""
        return self._assessment.stage.value

    @cached_property
    def _by_id(self) -> Mapping[str, FindingResult]:
        return {
            each.criterion.id: FindingResult(each, self._assessment, self._program)
            for each in self._assessment.findings
        }

    def __getitem__(self, criterion: str) -> FindingResult:
        """The finding of a criterion.

        Raises:
            InvalidOption: the rules have no such criterion; it says which is nearest.
        """
        found = self._by_id.get(criterion)
        if found is None:
            near = suggest_name(criterion, self._by_id)
            raise InvalidOption(
                f"no criterion of {self._program.rules.id} is called `{criterion}`"
                + (f"\n  help: {near}" if near else "")
            )
        return found

    def __contains__(self, criterion: object) -> bool:
        return criterion in self._by_id

    def __iter__(self) -> Iterator[FindingResult]:
        """The findings, in the order of the rules."""
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __repr__(self) -> str:
        name = self._assessment.submission.name[:_LONGEST_NAMES]
        came_to = self.outcome or f"{len(self.outcomes)} outcomes possible"
        return f"<Result {name!r} under {self._program.rules.id}, {self.as_of}: {came_to}>"


class FindingResult:
    """What an application comes to under one criterion."""

    def __init__(self, finding: Finding, assessment: Assessment, program: Program) -> None:
        self._finding = finding
        self._assessment = assessment
        self._program = program

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
        """What it weighs: `gate`, `condition` or `note`."""
        return self._finding.severity.value

    @property
    def verdict(self) -> str:
        """`met`, `not met`, `unknown` or `not applicable`; at the decision stage also `open`."""
        return self._finding.verdict.value

    @property
    def margin(self) -> Margin | None:
        """How far the figure is from its line, in the figure's unit: positive on the met side.

        A pair where an answer is only bounded, None at an end without bound; None where the
        criterion compares no figure.
        """
        return self._finding.margin

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The paths of the answers that would settle it, in order of name; empty once it is."""
        return tuple(sorted(self._finding.rests_on))

    @cached_property
    def _explained(self) -> CriterionExplanation:
        view = View.of(self._assessment, self._program)
        return describe_criterion(self._finding, view)

    def why(self) -> str:
        """The reasons in words: what the rules say, then every judgement it rests on, a line each.

        >>> import authorisation
        >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
        >>> print(rules.assess({"population.registered": 320_000})["FIN-3a"].why())
        """
        explained = self._explained
        lines = [f"{'  ' * line.depth}{line}" for line in (*explained.applies, *explained.lines)]
        says = [explained.reason.says] if explained.reason.says else []
        return "\n".join([*says, *lines])

    def __repr__(self) -> str:
        return f"<FindingResult {self.criterion}: {self.verdict}>"
