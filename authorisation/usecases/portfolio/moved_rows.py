"""Rows that move between outcomes, assessed by the engine and put into the words of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.comparison import (
    ChangedFinding,
    compare_assessments,
    format_verdict,
)
from authorisation.explain.assessment.reasons import format_severity
from authorisation.explain.words.safe import visible
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgements, Submission, title_of
from authorisation.policy.comparison.result import ComparedApplication, CountedFinding
from authorisation.portfolio.comparison import CountedPair, FindingPair
from authorisation.portfolio.database import SUBMISSIONS, Database
from authorisation.portfolio.layout import ROW
from authorisation.portfolio.parts import AssessmentOptions
from authorisation.portfolio.run import submissions_of
from authorisation.usecases.assessing.compare_rules import Responsibility
from authorisation.usecases.assessing.inputs import submission_at

OLD_SUBMISSIONS: Final = "old_submissions"
"""The table of submissions as the older rules read them."""
_TABLES: Final = (OLD_SUBMISSIONS, SUBMISSIONS)
_Given = tuple[Submission, Judgements]


@dataclass(frozen=True, slots=True)
class MovedRows:
    """An assessor of a few rows under both rule sets, as `compare` is of files."""

    database: Database
    both_options: tuple[AssessmentOptions, AssessmentOptions]
    files: Sequence[Path]
    """Those of the rows, from the first; empty where rows are no files."""
    _everybody: dict[str, Mapping[int, _Given]] = field(default_factory=dict)

    def applications(
        self, rows: Sequence[int], responsibility: Responsibility
    ) -> Iterator[ComparedApplication]:
        """Yield what each of these rows comes to, and the changes that it moves by."""
        programs = self.both_options[0].program, self.both_options[1].program
        given = [self._submissions(rows, side) for side in (0, 1)]
        for row in rows:
            before, now = (
                self._assess(row, given[side][row], side, programs[side]) for side in (0, 1)
            )
            change = compare_assessments(before, now, programs)
            if not change.title:
                change = replace(change, name=row_title(row, "", ""))

            def assess_by(program: Program, row: int = row) -> Assessment:
                return self._assess(row, given[1][row], 1, program, set_for_run=False)

            yield ComparedApplication(change, responsibility.of(change, before, now, assess_by))

    def _submissions(self, rows: Sequence[int], side: int) -> Mapping[int, _Given]:
        program = self.both_options[side].program
        if self.files:
            return {
                row: (submission_at(self.files[row - 1], program), Judgements()) for row in rows
            }
        listed = ", ".join(map(str, rows)) or "NULL"
        return dict(submissions_of(self.database, program, f"{ROW} IN ({listed})", _TABLES[side]))

    def _assess(
        self, row: int, given: _Given, side: int, program: Program, *, set_for_run: bool = True
    ) -> Assessment:
        options, (submission, judgements) = self.both_options[side], given
        return assess(
            program,
            submission,
            as_of=options.as_of,
            stage=options.stage,
            overrides=options.overrides if set_for_run else {},
            judgements=judgements,
            others=self._other_submissions(row, side, program),
            complete=options.complete,
        )

    def _other_submissions(self, row: int, side: int, program: Program) -> tuple[Submission, ...]:
        if not program.needs_others:
            return ()
        table = _TABLES[side]
        if table not in self._everybody:
            own = self.both_options[side].program
            self._everybody[table] = dict(submissions_of(self.database, own, "TRUE", table))
        everybody = self._everybody[table].items()
        return tuple(submission for number, (submission, _) in everybody if number != row)


def row_title(row: int, name: str | None, code: str | None) -> str:
    """Whose a row is, by name and code; its number where it has neither."""
    return title_of(visible(name or ""), visible(code or "")) or f"row {row:,}"


def words_of_pair(counted: CountedPair, old: RuleSet, new: RuleSet) -> CountedFinding:
    """The words for a criterion that comes out otherwise for some rows."""
    return CountedFinding(_words(counted.pair, old, new), counted.moved, counted.others)


def format_finding_pair(pair: FindingPair, old: RuleSet, new: RuleSet) -> str:
    """Format how a criterion comes out otherwise, as a cell of a table has it."""
    words = _words(pair, old, new)
    regraded = pair.severities[0] is not pair.severities[1] and None not in pair.severities
    weighs = f" ({words.severity_old} → {words.severity_new})" if regraded else ""
    return f"{words.criterion}: {words.old} → {words.new}{weighs}"


def _words(pair: FindingPair, old: RuleSet, new: RuleSet) -> ChangedFinding:
    asked = new if pair.verdicts[1] is not None else old
    severities = (
        format_severity(severity, rules) if severity else ""
        for severity, rules in zip(pair.severities, (old, new), strict=True)
    )
    return ChangedFinding(
        pair.criterion,
        visible(asked.criteria[pair.criterion].title),
        *map(format_verdict, pair.verdicts),
        *severities,
    )
