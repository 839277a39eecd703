"""Reads the cases of applications in `cases/*.yaml`, and what is expected of each."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from authorisation.errors import InvalidOption, InvalidRules
from authorisation.language.answers.answers import (
    AnswerReading,
    is_faulty,
    parameter_question,
    read_answer,
    read_answers,
)
from authorisation.language.answers.from_python import format_given, mapping_from_python
from authorisation.language.answers.judgements import WrittenGrade, build_judgement
from authorisation.language.answers.judges import contradictory_grades
from authorisation.language.answers.submissions import build_evidence
from authorisation.language.cases.reader import CaseEntry, CaseReader, table_rows
from authorisation.language.written.cases import WrittenCase, WrittenExpected, WrittenTable
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence, text_of
from authorisation.language.yaml.problems import Problems, require_mapping, require_sequence
from authorisation.language.yaml.scalars import (
    PlacedName,
    parse_boolean,
    parse_number,
    suggest_name,
)
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.case import Case, CaseMargin, CriterionExpectation
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location
from authorisation.model.submission import Judgement, Stage
from authorisation.model.value import NOT_ANSWERED, Answer, Items
from authorisation.model.value import Scalar as Value
from authorisation.model.verdict import Verdict

OUTCOME: Final = "outcome"
IN_FORCE: Final = "in_force"
UNBOUNDED: Final = "unbounded"
NOT_COMPARED: Final = "not compared"
PAIR: Final = 2
REMOVED_REMEDY: Final = "it was removed here: give a case of the same name that does without it"


def expectations_from_python(expect: object, rules: RuleSet) -> ExpectationReader:
    """Read what is expected of each criterion and of the outcome, as a case's file would say it.

    Raises:
        InvalidRules: with every problem of every entry.
        InvalidOption: it expects nothing.
    """
    problems = Problems()
    if not isinstance(expect, MappingOf) or not expect:
        raise InvalidOption(
            f"expect: {format_given(expect)} expects nothing",
            'give what must come out, such as {"FIN-3a": "met"}',
        )
    node = mapping_from_python(expect, "expect", problems)
    reader = ExpectationReader(rules, problems)
    reader.add_all(node)
    if problems:
        raise InvalidRules(problems)
    return reader


@dataclass(slots=True)
class ExpectationReader:
    """Reads what one case expects, adding every problem."""

    rule_set: RuleSet
    problems: Problems
    criteria: dict[str, CriterionExpectation] = field(default_factory=dict)
    outcome: str | tuple[str, ...] | None = None
    in_force: bool | None = None

    def add_all(self, written: Mapping) -> None:
        """Read every entry of `expect`."""
        for name, node in written.items():
            self.add(name, node, written.key_at(name))

    def add(self, name: str, node: Node, at: Location) -> None:
        """Read what is expected of one criterion, the outcome, or the rules' being in force."""
        if isinstance(node, Scalar) and node.text == NOT_COMPARED:
            return
        if name == OUTCOME:
            self.outcome = self._outcomes(node)
        elif name == IN_FORCE:
            self.in_force = self.problems.parsed(parse_boolean, text_of(node), node.at)
        elif name not in self.rule_set.criteria:
            gone = name in self.rule_set.removed
            near = () if gone else (*self.rule_set.criteria, OUTCOME, IN_FORCE)
            remedy = REMOVED_REMEDY if gone else ""
            self.problems.unknown_name(name, at, near, "criterion", remedy)
        else:
            self.criteria[name] = self._expected(node)

    def put_into(self, case: Case) -> Case:
        """Return a case that expects what was read."""
        return replace(case, expect=self.criteria, outcome=self.outcome, in_force=self.in_force)

    def _outcomes(self, node: Node) -> str | tuple[str, ...] | None:
        known = [row.id for row in self.rule_set.outcomes]
        match node:
            case Scalar():
                return self.problems.one_of(node.text, known, node.at)
            case Sequence() if node and all(isinstance(item, Scalar) for item in node):
                return tuple(
                    self.problems.one_of(item.text, known, item.at)
                    for item in node
                    if isinstance(item, Scalar)
                )
            case _:
                self.problems.wrong(node.at, "`outcome` must be one outcome, or a list of them")
                return None

    def _expected(self, node: Node) -> CriterionExpectation:
        if isinstance(node, Scalar):
            return CriterionExpectation(verdict=self._verdict(node))
        written = validate_shape(WrittenExpected, node, self.problems)
        if written is None:
            return CriterionExpectation()
        if not written.verdict and written.margin is None:
            self.problems.wrong(node.at, "nothing is expected here", "give a verdict or a margin")
        return CriterionExpectation(
            verdict=self._verdict(written.verdict) if written.verdict else None,
            margin=self._margin(written.margin) if written.margin is not None else None,
        )

    def _verdict(self, written: Scalar | PlacedName) -> Verdict:
        return Verdict(self.problems.one_of(written.text, tuple(Verdict), written.at))

    def _margin(self, node: Node) -> CaseMargin | None:
        match node:
            case Scalar():
                number, unit = self._figure(node)
                return CaseMargin(low=number, high=number, unit=unit)
            case Sequence() if len(node) == PAIR:
                ends = [self._figure(item) for item in node if isinstance(item, Scalar)]
                if len(ends) == PAIR:
                    (low, unit), (high, other) = ends
                    return CaseMargin(low=low, high=high, unit=unit or other)
        remedy = "write `1`, `-1 day`, `10%` or a pair such as `[-5, 3]`"
        self.problems.wrong(node.at, "this is not a margin", remedy)
        return None

    def _figure(self, node: Scalar) -> tuple[Decimal | None, str]:
        if node.text == UNBOUNDED:
            return None, ""
        number, _, unit = node.text.partition(" ")
        if number.endswith("%") and not unit:
            share = self.problems.parsed(parse_number, number[:-1], node.at)
            return None if share is None else share / 100, "%"
        return self.problems.parsed(parse_number, number, node.at), unit.strip()


CASES_FOLDER: Final = "cases"

_HEAD_COLUMNS: Final = ("as_of", "received_on", "stage")
_Entry: TypeAlias = WrittenCase | WrittenTable


def load_cases(name_or_path: str | Path, rule_set: RuleSet, *, root: Path) -> tuple[Case, ...]:
    """Return the cases of a rule set, named as for `load_rule_set`, and those of its parents.

    Raises:
        InvalidRules: with every problem in the cases.
    """
    reader = _AssessmentCaseReader(rule_set)
    return reader.load(name_or_path, CASES_FOLDER, root=root, rule_set=rule_set.id)


@dataclass(slots=True)
class _AssessmentCaseReader(CaseReader[_Entry, Case, Case]):
    rule_set: RuleSet

    def read_entry(self, node: Node) -> tuple[str, _Entry] | None:
        if isinstance(node, Mapping) and "table" in node:
            table = validate_shape(WrittenTable, node, self.problems)
            return None if table is None else (table.table, table)
        case = validate_shape(WrittenCase, node, self.problems)
        return None if case is None else (case.case, case)

    def read_cases(self, entry: CaseEntry[_Entry]) -> Iterator[Case]:
        situation = self.situation(entry.name)
        if isinstance(entry.shape, WrittenTable):
            yield from self._rows(situation, entry)
            return
        node = require_mapping(entry.node["expect"], self.problems)
        expected = ExpectationReader(self.rule_set, self.problems)
        expected.add_all(node)
        yield expected.put_into(situation)

    def read_situation(self, entry: CaseEntry[_Entry], base: Case | None) -> Case:
        situation, node = entry.shape, entry.node
        rests_on = base.base or base.name if base else ""
        base = base or Case(
            name=entry.name, given=MappingProxyType({}), expect=MappingProxyType({})
        )
        proofs = require_mapping(node["evidence"], []) if "evidence" in node else Mapping(node.at)
        bank = self.rule_set.bank
        evidence = build_evidence(proofs, situation.evidence, bank, self.problems)
        written: list[WrittenGrade] = [*situation.judgements, *situation.moderation]
        judged = [build_judgement(entry, self.rule_set, self.problems) for entry in written]
        own = tuple(entry for entry in judged if entry)
        places = (entry.grade.at for entry in written)
        graded = [(entry, at) for entry, at in zip(judged, places, strict=True) if entry]
        self.problems += contradictory_grades(graded)
        regraded = {_graded_of(entry) for entry in own}
        inherited = tuple(entry for entry in base.judgements if _graded_of(entry) not in regraded)
        given = self._answers(situation.given) if situation.given is not None else {}
        others = situation.others
        return Case(
            name=entry.name,
            given=MappingProxyType({**base.given, **given}),
            expect=MappingProxyType({}),
            stage=situation.stage or base.stage,
            as_of=situation.as_of or base.as_of,
            received_on=situation.received_on or base.received_on,
            set=MappingProxyType({**base.set, **self._settings(node)}),
            evidence=MappingProxyType({**base.evidence, **evidence}),
            judgements=inherited + own,
            others=base.others if others is None else tuple(map(self._answers, others)),
            complete=base.complete if situation.complete is None else situation.complete,
            rule_set=entry.rule_set,
            base=rests_on,
            at=node.at,
        )

    def _answers(self, node: Node) -> dict[str, Answer]:
        reading = AnswerReading()
        answers = read_answers(node, self.rule_set.bank, reading)
        self.problems.extend(reading.problems)
        return answers

    def _settings(self, node: Mapping) -> dict[str, Value]:
        settings: dict[str, Value] = {}
        written = require_mapping(node["set"], []) if "set" in node else Mapping(node.at)
        for name, value in written.items():
            parameter = self.rule_set.parameters.get(name)
            if parameter is None:
                known = self.rule_set.parameters
                self.problems.unknown_name(name, written.key_at(name), known, "parameter")
                continue
            reading = AnswerReading(self.problems)
            answer = read_answer(value, parameter_question(parameter), name, reading)
            if is_faulty(answer):
                continue
            if isinstance(answer, (Items, MappingProxyType)):
                self.problems.wrong(
                    value.at, f"{quote(name)} is a list and cannot be set in a case"
                )
            else:
                settings[name] = answer  # type: ignore[assignment]
        return settings

    def _rows(self, situation: Case, entry: CaseEntry[_Entry]) -> Iterator[Case]:
        rows = require_sequence(entry.node["rows"], self.problems)
        head, *below = rows or [rows]
        if not isinstance(head, Sequence) or not below:
            self.problems.wrong(rows.at, "a table has a row of headings and at least one more")
            return
        columns = [cell for cell in head if isinstance(cell, Scalar)]
        self._check_columns(columns, head)
        message = f"this row does not have {len(columns)} cells, as the headings do"
        for number, row in table_rows(below, len(columns), self.problems, message):
            yield self._row(replace(situation, name=f"{entry.name}, row {number}"), columns, row)

    def _row(self, case: Case, columns: list[Scalar], row: Sequence) -> Case:
        expected = ExpectationReader(self.rule_set, self.problems)
        given = dict(case.given)
        for column, cell in zip(columns, row, strict=True):
            name = column.text
            if name == "as_of":
                case = replace(case, as_of=self.problems.day(text_of(cell), cell.at))
            elif name == "received_on":
                case = replace(case, received_on=self.problems.day(text_of(cell), cell.at))
            elif name == "stage":
                stage = self.problems.one_of(text_of(cell), tuple(Stage), cell.at)
                case = replace(case, stage=Stage(stage))
            elif name in self.rule_set.bank:
                self._cell(name, cell, given)
            elif name in {OUTCOME, IN_FORCE} or name in self.rule_set.criteria:
                expected.add(name, cell, column.at)
            else:
                known = [*self.rule_set.bank, *self.rule_set.criteria, OUTCOME, IN_FORCE]
                gone = name in self.rule_set.removed
                message = f"{quote(name)} is no question, criterion or `outcome`"
                remedy = REMOVED_REMEDY if gone else suggest_name(name, known)
                self.problems.wrong(column.at, message, remedy)
        return expected.put_into(replace(case, given=MappingProxyType(given), at=row.at))

    def _check_columns(self, columns: list[Scalar], head: Sequence) -> None:
        first: dict[str, Scalar] = {}
        for column in columns:
            if column.text in first:
                message = f"{quote(column.text)} heads a column at {first[column.text].at} already"
                self.problems.wrong(column.at, message, "keep one of them")
            first.setdefault(column.text, column)
        if first.keys() <= {*self.rule_set.bank, *_HEAD_COLUMNS}:
            remedy = f"head a column with a criterion, or with `{OUTCOME}`"
            self.problems.wrong(head.at, "this table expects nothing", remedy)

    def _cell(self, path: str, cell: Node, given: dict[str, Answer]) -> None:
        given.pop(path, None)
        if isinstance(cell, Scalar) and cell.text == NOT_ANSWERED:
            return
        answer = read_answer(cell, self.rule_set.bank[path], path, AnswerReading(self.problems))
        if not is_faulty(answer):
            given[path] = answer


def _graded_of(judgement: Judgement) -> tuple[str, str, bool]:
    """The criterion, the answer, whether by a panel: a case's own replace those it inherits."""
    return judgement.criterion, judgement.answer, bool(judgement.panel)
