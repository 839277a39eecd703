"""Check what a group or an assessor wrote: a submission, returns, or an assessor's file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.questioned import questioned_answers
from authorisation.errors import InvalidRules, InvalidSubmission
from authorisation.explain.words.quantities import join_words, name_few
from authorisation.forms.workbook.read_cells import workbook_kind
from authorisation.language.answers.judgements import read_judgements
from authorisation.language.answers.judges import (
    contradictory_departures,
    contradictory_grades,
)
from authorisation.language.answers.placeholders import IN_YAML, check_name
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.file_kinds import FileKind, file_kind
from authorisation.language.yaml.problems import Problems
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet
from authorisation.model.source import AdviceCode, Location, Problem
from authorisation.model.submission import Departure, Judgement, Judgements, Submission
from authorisation.model.value import fold_code, fold_words
from authorisation.regime.monitored import corrections
from authorisation.regime.replay import History, last_day, replay_history
from authorisation.usecases import DEFAULT_SET
from authorisation.usecases.assessing.inputs import file_at, submission_in
from authorisation.usecases.choose_regime import RegimeChoice, RegimeInUse
from authorisation.usecases.filesystem.inputs import refuse_other_kinds
from authorisation.usecases.filesystem.returns_file import ReturnsFile
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import period_judge


@dataclass
class FileChecker:
    """Checks files under the rules that were named, or else those of each file."""

    rules: str | None
    library: Library
    submission: Submission | None = field(default=None, init=False)
    _unread: Problems = field(default_factory=Problems, init=False)
    """What stands where no reader looks in a workbook of returns checked last."""
    _grades: dict[
        tuple[str, str], tuple[tuple[tuple[Judgement, Location], ...], tuple[Departure, ...]]
    ] = field(default_factory=dict, init=False)
    """The grades and departures in assessors' files checked before, by the group's name and code.

    Both are empty where a file names none.
    """

    def check(self, path: str) -> str:
        """Say as what, and under which rules, a file was found to be usable.

        Raises:
            UnreadableFile: if the file cannot be read at all.
            InvalidSubmission: with every problem in it, under the rules that leave the fewest.
            InvalidRules: the rules cannot be used.
        """
        refuse_other_kinds(Path(path))
        self.submission, self._unread = None, Problems()
        name, data = file_at(Path(path))
        match workbook_kind(data) or file_kind(data):
            case FileKind.RETURNS:
                returns = ReturnsFile(data, name)
                regime, _ = self._choice.of(returns.head())
                self._check_returns(returns, regime)
                self._unread = _unread_cells(Location(name, line=0), *returns.beside)
                return f"returns, under {regime.loaded.rules.id}"
            case FileKind.ASSESSOR:
                fit = _best(self._judging_rules, lambda rules: read_judgements(data, name, rules))
                self._check_grades(read_judgements(data, name, fit))
                return f"an assessor's file, under {fit.id}"
            case _:
                self.submission = submission_in(data, name, self._program)
                return ""

    def advice(self) -> tuple[Problem, ...]:
        """Give what is questioned in the file checked last; none of it is refused."""
        if self.submission is None:
            return tuple(replace(each, code=AdviceCode.QUESTIONED_ANSWER) for each in self._unread)
        return advise_submission(self.submission, self._program.rules.bank)

    def _check_grades(self, judged: Judgements) -> None:
        """Refuse grades that their assessor contradicts, here or in a file on that group before.

        Files that name no group are on one and the same: nobody could be assessed with them else.
        """
        group = (fold_words(judged.name), fold_code(judged.code))
        before, departed = self._grades.get(group, ((), ()))
        entries = (*before, *zip(judged.entries, judged.places, strict=True))
        departures = (*departed, *judged.departures)
        found = (*contradictory_grades(entries), *contradictory_departures(departures))
        if found:
            raise InvalidSubmission(found)
        self._grades[group] = entries, departures

    def _check_returns(self, returns: ReturnsFile, regime: RegimeInUse) -> None:
        """Read returns and replay them, for some causes show only then that they cannot stand."""
        group = returns.group(self.library.returns_context(regime.loaded))
        judge, day = period_judge(regime, group), last_day(group)
        history = replay_history(judge, day)
        if faults := tuple(_contradictions(history)):
            raise InvalidSubmission(faults)
        corrections(judge, day)

    @cached_property
    def _program(self) -> Program:
        name = self.rules or DEFAULT_SET
        return compile_rules(self.library.rule_set(name))

    @cached_property
    def _choice(self) -> RegimeChoice:
        return RegimeChoice(self.library, asked=self.rules)

    @cached_property
    def _judging_rules(self) -> tuple[RuleSet, ...]:
        first = self._program.rules
        if self.rules is not None:
            return (first,)
        others: list[RuleSet] = []
        for name in self.library.names:
            with suppress(InvalidRules):  # who checks that rule set is told
                others.append(self.library.rule_set(name))
        return (first, *others)


def advise_submission(
    submission: Submission, questions: Mapping[str, Question]
) -> tuple[Problem, ...]:
    """A problem for a form's name, each document that denies itself and answer called checked.

    A form that is still blank may be tried, so its name is questioned and not refused.
    """
    here = Location(submission.file, line=0)
    found = list(check_name(submission.name, here))
    found += [
        Problem(
            submission.places.get(each.path, here),
            f"{quote(each.text)} reads as if there were no such document: {quote(each.path)}",
            f"{IN_YAML.leave_evidence_out} until there is one"
            if each.as_evidence
            else f"{IN_YAML.there_is_none} if there is none, or the name of the document",
        )
        for each in questioned_answers(submission, questions)
    ]
    found += [
        Problem(
            here,
            f"{quote(path)} is called checked, which only an assessor can say",
            "write `evidenced`: it counts as that",
        )
        for path in submission.called_checked
    ]
    found += _unread_cells(here, submission.comments, submission.strays)
    return tuple(replace(each, code=AdviceCode.QUESTIONED_ANSWER) for each in found)


def _unread_cells(here: Location, comments: tuple[str, ...], strays: tuple[str, ...]) -> Problems:
    """The problems of a workbook: what stands in it where no reader looks."""
    found = Problems()
    if comments:
        message = f"comments in cells are not read: {join_words(name_few(comments))}"
        found.wrong(here, message, "put what matters into the answer or its evidence")
    if strays:
        message = f"what stands beside the form is not read: {join_words(name_few(strays))}"
        found.wrong(here, message, "move it to a sheet of your own")
    return found


def _contradictions(history: History) -> Iterator[Problem]:
    """Yield figures of returns that do not agree, unless the return says why they are right."""
    for result in history.results:
        for each in result.judged.contradictions:
            filed = result.judged.filed
            if not each.explained and filed is not None:
                own = [path for path in each.paths if path in filed.answers or "." not in path]
                named = " and ".join(f"`{path}`" for path in each.paths if "period." not in path)
                remedy = "correct the evidence, or the conditions of authorisation"
                if own:
                    remedy = "correct one, or say under `explained` of that return why"
                    remedy += f": `{own[0]}: …`"
                about = f"{named}: " if named else ""
                yield Problem(filed.at, f"{result.period}: {about}{each.says}", remedy)


def _best(among: Collection[RuleSet], read: Callable[[RuleSet], object]) -> RuleSet:
    """Give the first rules under which a file is read without a problem.

    Raises:
        InvalidSubmission: there are none; with the problems under those to which the fewest of its
            criteria are strange, and among them those that find the fewest.
    """
    criteria = {name for rules in among for name in rules.criteria}
    refused: list[tuple[int, InvalidSubmission]] = []
    for rules in among:
        try:
            read(rules)
        except InvalidSubmission as error:
            strange = criteria - rules.criteria.keys()
            refused.append((sum(each.written in strange for each in error.problems), error))
        else:
            return rules
    raise min(refused, key=lambda one: (one[0], len(one[1].problems)))[1]
