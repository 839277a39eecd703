"""Reads the policy tests in `cases/*.yaml`, those of the parents included.

A case of the same name stands in place of the parent's, also where other cases extend it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from authorisation.errors import InvalidRules
from authorisation.language.answers.answers import (
    AnswerReading,
    is_faulty,
    parameter_question,
    read_answer,
    read_answers,
)
from authorisation.language.answers.submissions import build_evidence, build_judgement
from authorisation.language.cases.expectations import OUTCOME, ExpectationReader
from authorisation.language.rules.load import rule_set_folders
from authorisation.language.written.cases import WrittenCase, WrittenSituation, WrittenTable
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.files import list_yaml_files, read_yaml_file
from authorisation.language.yaml.scalars import (
    InvalidScalar,
    parse_choice,
    parse_date,
    suggest_name,
)
from authorisation.language.yaml.shape import require_mapping, require_sequence, validate_shape
from authorisation.model.case import Case
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Stage
from authorisation.model.value import Answer, Items
from authorisation.model.value import Scalar as Value

CASES_FOLDER: Final = "cases"
NOT_ANSWERED: Final = "not answered"
DATE_COLUMNS: Final = ("as_of", "received_on")
MAX_CASES: Final = 20_000


@dataclass(frozen=True, slots=True)
class _WrittenEntry:
    """One case or table as written, and the rule set that it belongs to."""

    node: Mapping
    shape: WrittenCase | WrittenTable
    rule_set: str

    @property
    def name(self) -> str:
        return self.shape.case if isinstance(self.shape, WrittenCase) else self.shape.table


@dataclass(slots=True)
class _CaseReader:
    """Reads the cases of one rule set by name, each once."""

    rule_set: RuleSet
    problems: list[Problem]
    written: dict[str, _WrittenEntry] = field(default_factory=dict)
    situations: dict[str, Case] = field(default_factory=dict)
    trail: list[str] = field(default_factory=list)

    def cases(self) -> Iterator[Case]:
        for name, written in self.written.items():
            base = self.situation(name)
            match written.shape:
                case WrittenCase():
                    node = require_mapping(written.node["expect"], self.problems)
                    expected = ExpectationReader(self.rule_set, self.problems)
                    expected.add_all(node, node.keys_at)
                    yield replace(base, expect=expected.criteria, outcome=expected.outcome)
                case WrittenTable():
                    yield from self._rows(base, written)

    def situation(self, name: str) -> Case:
        """Return a case without its expectations, with what it takes over from those it extends."""
        if name in self.situations:
            return self.situations[name]
        written = self.written[name]
        self.trail.append(name)
        base = self._base(written, name)
        self.trail.pop()
        self.situations[name] = self._extended(base, written)
        return self.situations[name]

    def _base(self, written: _WrittenEntry, name: str) -> Case:
        blank = Case(name=name, given=MappingProxyType({}), expect=MappingProxyType({}))
        extends = written.shape.extends
        if extends is None:
            return blank
        if extends.text in self.trail:
            self._wrong(extends.at, f"{quote(extends.text)} extends itself, directly or in a ring")
            return blank
        other = self.written.get(extends.text)
        if other is None or isinstance(other.shape, WrittenTable):
            named = [
                key for key, case in self.written.items() if isinstance(case.shape, WrittenCase)
            ]
            near = suggest_name(extends.text, named)
            self._wrong(extends.at, f"no case is called {quote(extends.text)}", near)
            return blank
        return self.situation(extends.text)

    def _extended(self, base: Case, written: _WrittenEntry) -> Case:
        situation, node = written.shape, written.node
        proofs = require_mapping(node["evidence"], []) if "evidence" in node else Mapping(node.at)
        bank = self.rule_set.bank
        evidence = build_evidence(proofs, situation.evidence, bank, self.problems)
        judged = [
            build_judgement(entry, self.rule_set, self.problems) for entry in situation.judgements
        ]
        own = tuple(entry for entry in judged if entry)
        regraded = {entry.criterion for entry in own}
        kept = tuple(entry for entry in base.judgements if entry.criterion not in regraded)
        given = self._answers(situation.given) if situation.given is not None else {}
        others = situation.others
        return Case(
            name=written.name,
            given=MappingProxyType({**base.given, **given}),
            expect=MappingProxyType({}),
            stage=situation.stage or base.stage,
            as_of=situation.as_of or base.as_of,
            received_on=situation.received_on or base.received_on,
            set=MappingProxyType({**base.set, **self._settings(node)}),
            evidence=MappingProxyType({**base.evidence, **evidence}),
            judgements=kept + own,
            others=base.others if others is None else tuple(map(self._answers, others)),
            rule_set=written.rule_set,
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
                near = suggest_name(name, self.rule_set.parameters)
                self._wrong(written.key_at(name), f"no parameter is called {quote(name)}", near)
                continue
            reading = AnswerReading()
            answer = read_answer(value, parameter_question(parameter), name, reading)
            self.problems.extend(reading.problems)
            if is_faulty(answer):
                continue
            if isinstance(answer, (Items, MappingProxyType)):
                self._wrong(value.at, f"{quote(name)} is a list and cannot be set in a case")
            else:
                settings[name] = answer  # type: ignore[assignment]
        return settings

    def _rows(self, base: Case, written: _WrittenEntry) -> Iterator[Case]:
        rows = require_sequence(written.node["rows"], self.problems)
        head = rows[0] if rows else rows
        if not isinstance(head, Sequence) or len(rows) < 2:  # noqa: PLR2004
            self._wrong(rows.at, "a table has a row of headings and at least one more")
            return
        columns = [cell for cell in head if isinstance(cell, Scalar)]
        for number, row in enumerate(rows[1:], 1):
            if not isinstance(row, Sequence) or len(row) != len(columns):
                message = f"this row does not have {len(columns)} cells, as the headings do"
                self._wrong(row.at, message)
                continue
            yield self._row(replace(base, name=f"{base.name}, row {number}"), columns, row)

    def _row(self, case: Case, columns: list[Scalar], row: Sequence) -> Case:
        expected = ExpectationReader(self.rule_set, self.problems)
        given = dict(case.given)
        for column, cell in zip(columns, row, strict=True):
            name = column.text
            if name in DATE_COLUMNS:
                day = self._day(cell)
                if name == "as_of":
                    case = replace(case, as_of=day)
                else:
                    case = replace(case, received_on=day)
            elif name == "stage":
                case = replace(case, stage=self._stage(cell))
            elif name in self.rule_set.bank:
                self._cell(name, cell, given)
            elif name == OUTCOME or name in self.rule_set.criteria:
                expected.add(name, cell, column.at)
            else:
                known = [*self.rule_set.bank, *self.rule_set.criteria, OUTCOME]
                message = f"{quote(name)} is no question, criterion or `outcome`"
                self._wrong(column.at, message, suggest_name(name, known))
        return replace(
            case,
            given=MappingProxyType(given),
            expect=expected.criteria,
            outcome=expected.outcome,
            at=row.at,
        )

    def _cell(self, path: str, cell: Node, given: dict[str, Answer]) -> None:
        given.pop(path, None)
        if isinstance(cell, Scalar) and cell.text == NOT_ANSWERED:
            return
        reading = AnswerReading()
        answer = read_answer(cell, self.rule_set.bank[path], path, reading)
        self.problems.extend(reading.problems)
        if not is_faulty(answer):
            given[path] = answer

    def _day(self, cell: Node) -> date | None:
        try:
            return parse_date(cell.text if isinstance(cell, Scalar) else "")
        except InvalidScalar as refused:
            self._wrong(cell.at, refused.message, refused.remedy)
            return None

    def _stage(self, cell: Node) -> Stage:
        try:
            return Stage(parse_choice(cell.text if isinstance(cell, Scalar) else "", tuple(Stage)))
        except InvalidScalar as refused:
            self._wrong(cell.at, refused.message, refused.remedy)
            return Stage.SELF_ASSESSMENT

    def _wrong(self, at: Location, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(at, message, remedy))


def load_cases(name_or_path: str | Path, rule_set: RuleSet, *, root: Path) -> tuple[Case, ...]:
    """Return the cases of a rule set, named as for `load_rule_set`, and those of its parents.

    Raises:
        InvalidRules: with every problem in the cases.
    """
    problems: list[Problem] = []
    reader = _CaseReader(rule_set, problems)
    lineage = rule_set_folders(name_or_path, root)
    names = (rule_set.id, *(folder.name for folder in lineage[1:]))
    for folder, name in zip(lineage, names, strict=True):
        own: dict[str, _WrittenEntry] = {}
        for path in list_yaml_files(folder / CASES_FOLDER):
            node = read_yaml_file(path, problems, within=folder)
            for entry in require_sequence(node, problems) if node is not None else ():
                _add_entry(entry, name, own, problems)
        reader.written.update({key: case for key, case in own.items() if key not in reader.written})
    if problems:
        raise InvalidRules(problems)
    cases = tuple(reader.cases())
    if problems:
        raise InvalidRules(problems)
    return cases


def _add_entry(
    entry: Node, rule_set: str, own: dict[str, _WrittenEntry], problems: list[Problem]
) -> None:
    model = WrittenTable if isinstance(entry, Mapping) and "table" in entry else WrittenCase
    written: WrittenSituation | None = validate_shape(model, entry, problems)
    if not isinstance(entry, Mapping) or not isinstance(written, (WrittenCase, WrittenTable)):
        return
    found = _WrittenEntry(entry, written, rule_set)
    if found.name in own:
        message = f"a case called {quote(found.name)} is already at {own[found.name].node.at}"
        problems.append(Problem(entry.at, message, "give each case a name of its own"))
    own.setdefault(found.name, found)
