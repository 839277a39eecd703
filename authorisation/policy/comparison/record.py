"""A comparison of two rule sets as data: a record for programs, and a table of the changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal

from msgspec import Struct, convert

from authorisation.explain.assessment.comparison import ChangedFinding
from authorisation.explain.assessment.page_header import format_rule_set, format_statement
from authorisation.explain.assessment.side_by_side import SideBySide
from authorisation.explain.words.safe import visible
from authorisation.model.canonical import canonical_bytes
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula, Location
from authorisation.policy.comparison.changes import Change
from authorisation.policy.comparison.meaning import DifferenceWitness, Meaning, Relation
from authorisation.policy.comparison.meaning_words import describe_meaning, format_scope
from authorisation.policy.comparison.report import (
    comparison_warnings,
    format_responsible,
    moves_by_outcome,
)
from authorisation.policy.comparison.result import (
    ComparedApplication,
    ComparedRules,
    counted_findings,
)
from authorisation.policy.comparison.structure import ABSENT, NO_PLACE
from authorisation.policy.comparison.words import describe_change
from authorisation.policy.places import RuleFolders
from authorisation.records.values import answers_json
from authorisation.report.tables.table import DataTable, DataTables, TableNotes


class ComparedSetRecord(Struct, frozen=True):
    """One of the two rule sets, and the day that meanings are told for."""

    rules: str
    edition: str
    title: str
    sha256: str
    as_of: date


class PlaceRecord(Struct, frozen=True):
    """A place in a file of rules."""

    file: str
    line: int
    column: int


class ChangeRecord(Struct, frozen=True):
    """One change of the text; `value_old` and `value_new` as the model has them."""

    number: int
    """By which moves name it."""
    kind: str
    part: str
    of: str
    title: str
    what: str
    old: str
    new: str
    value_old: Any
    value_new: Any
    place_old: PlaceRecord | None
    place_new: PlaceRecord | None
    of_words: bool
    """Whether it is of wording and sources alone."""


class ChangedFindingRecord(Struct, frozen=True):
    """A criterion that comes out otherwise, in words; severities empty where it is not asked."""

    criterion: str
    title: str
    old: str
    new: str
    severity_old: str
    severity_new: str
    margin_old: str
    """By how much its figure missed or met its line; empty where there is none."""
    margin_new: str


class WitnessRecord(Struct, frozen=True):
    """An application that shows a difference."""

    old: tuple[str, ...]
    """A verdict, or the ids of the outcomes that are possible."""
    new: tuple[str, ...]
    answers: dict[str, Any]
    judgements: dict[str, str]
    """The grade on each criterion that an assessor judged."""
    findings: tuple[ChangedFindingRecord, ...]
    proved_fewest: bool
    """Whether it is proved that no application with fewer answers goes as far."""


class MeaningRecord(Struct, frozen=True):
    """The meaning of the change of a criterion, an outcome or a part of a failure regime."""

    part: str
    of: str
    title: str
    relation: str
    because: str
    values: tuple[str, ...]
    """The values of a part of a failure regime that change, in words."""
    stricter: WitnessRecord | None
    looser: WitnessRecord | None


class MovesRecord(Struct, frozen=True):
    """The applications that move between two outcomes; of a table the first few are named."""

    old: str
    new: str
    number: int
    applications: tuple[str, ...]


class CountedFindingRecord(Struct, frozen=True):
    """The number of applications for which a criterion comes out otherwise, in the same way."""

    finding: ChangedFindingRecord
    """Without margins, which differ."""
    moved: int
    """Of the applications whose outcome is another."""
    others: int


class ApplicationRecord(Struct, frozen=True):
    """One application with its outcomes under both rule sets, and what a move comes from."""

    name: str
    code: str
    old: str
    """The outcome that the rules indicate, or those still possible, in words."""
    new: str
    findings: tuple[ChangedFindingRecord, ...]
    """The criteria that come out otherwise."""
    warnings: tuple[str, ...]
    as_of: date
    stage: str
    comes_from: tuple[int, ...]
    """The numbers of changes."""
    together: bool


class RulesComparisonRecord(Struct, frozen=True):
    """Two rule sets compared."""

    format: Literal["authorisation-comparison-1"]
    note: str
    day_choice: str
    """How the day was chosen that meanings are told for."""
    old: ComparedSetRecord
    new: ComparedSetRecord
    changes: tuple[ChangeRecord, ...]
    meanings: tuple[MeaningRecord, ...]
    proved_of: str
    """Of which submissions proofs are, in words."""
    warnings: tuple[str, ...]
    """Those of the page."""
    compared: int | None
    """How many applications; null where none were given, as the next three are."""
    moves: tuple[MovesRecord, ...] | None
    criteria: tuple[CountedFindingRecord, ...] | None
    """The criteria that come out otherwise, those that most have who move first."""
    applications: tuple[ApplicationRecord, ...] | None
    """Every one; of a table, a few of those whose outcome is another."""
    side_by_side: SideBySide | None
    """Every criterion with both findings, where one application was given."""
    not_compared: tuple[str, ...]
    not_read: tuple[str, ...]


def comparison_record(
    compared: ComparedRules,
    one: SideBySide | None = None,
    *,
    unusable: Sequence[str] = (),
    unread: Sequence[str] = (),
) -> RulesComparisonRecord:
    """The record of a comparison; `unusable` and `unread` say of files why they are not in it.

    `one` is what stands side by side of an application that is alone.
    """
    number, moves, criteria, applications = None, None, None, None
    if compared.applications is not None:
        table = compared.table
        number = table.number if table else len(compared.applications)
        moves = tuple(
            MovesRecord(each.old, each.new, each.number, each.titles)
            for each in (table.moves if table else moves_by_outcome(compared))
        )
        counted = table.findings if table else counted_findings(compared.applications)
        criteria = tuple(
            CountedFindingRecord(changed_finding_record(each.finding), each.moved, each.others)
            for each in counted
        )
        applications = tuple(map(_application, compared.applications))
    return RulesComparisonRecord(
        format="authorisation-comparison-1",
        note=format_statement(compared.new),
        day_choice=compared.day_choice.value,
        old=_rule_set(compared.old, compared.days[0]),
        new=_rule_set(compared.new, compared.days[1]),
        changes=tuple(
            _change(number, change, compared)
            for number, change in enumerate(compared.changes, start=1)
        ),
        meanings=tuple(_meaning(each, compared) for each in compared.meanings),
        proved_of=format_scope(compared.scope),
        warnings=comparison_warnings(compared),
        compared=number,
        moves=moves,
        criteria=criteria,
        applications=applications,
        side_by_side=one,
        not_compared=tuple(unusable),
        not_read=tuple(unread),
    )


def _rule_set(rules: RuleSet, day: date) -> ComparedSetRecord:
    return ComparedSetRecord(rules.id, rules.edition, visible(rules.title), rules.sha256, day)


def _change(number: int, change: Change, compared: ComparedRules) -> ChangeRecord:
    words = describe_change(change, compared)
    return ChangeRecord(
        number=number,
        kind=words.kind.value,
        part=change.part.value,
        of=change.of,
        title=words.title,
        what=words.what,
        old=words.old,
        new=words.new,
        value_old=_value(change.old),
        value_new=_value(change.new),
        place_old=_place(change.at_old, compared.folders[0]),
        place_new=_place(change.at_new, compared.folders[1]),
        of_words=change.of_words,
    )


def _value(value: object) -> object:
    """A value of the model as JSON: a formula by its text, nothing as null."""
    if value is ABSENT:
        return None
    return value.text if isinstance(value, Formula) else json.loads(canonical_bytes(value))


def _place(at: Location, folders: RuleFolders) -> PlaceRecord | None:
    return None if at == NO_PLACE else PlaceRecord(folders.name(at.file), at.line, at.column)


def _meaning(meaning: Meaning, compared: ComparedRules) -> MeaningRecord:
    _, new_rules = compared.rules_with(meaning.part)
    return MeaningRecord(
        part=meaning.part.value,
        of=meaning.of,
        title=describe_meaning(meaning, compared).title,
        relation=meaning.relation.value,
        because=meaning.because,
        values=meaning.values,
        stricter=_witness(meaning.stricter, new_rules),
        looser=_witness(meaning.looser, new_rules),
    )


def _witness(witness: DifferenceWitness | None, rules: RuleSet) -> WitnessRecord | None:
    if witness is None:
        return None
    answers = answers_json(witness.submission.answers, rules.bank)
    return WitnessRecord(
        old=witness.old,
        new=witness.new,
        answers=answers,
        judgements={each.criterion: each.grade for each in witness.judgements.entries},
        findings=tuple(map(changed_finding_record, witness.findings)),
        proved_fewest=witness.proved_fewest,
    )


def _application(each: ComparedApplication) -> ApplicationRecord:
    change, found = each.change, each.responsible
    return ApplicationRecord(
        name=change.name,
        code=change.code,
        old=change.old,
        new=change.new,
        findings=tuple(map(changed_finding_record, change.changes)),
        warnings=change.warnings,
        as_of=change.as_of,
        stage=change.stage.value,
        comes_from=tuple(at + 1 for at in found.changes) if found else (),
        together=found.together if found else False,
    )


def changed_finding_record(finding: ChangedFinding) -> ChangedFindingRecord:
    """The record of a criterion that comes out otherwise."""
    return convert(finding, ChangedFindingRecord, from_attributes=True)


_CHANGES: Final = DataTable(
    title="Changes",
    columns={
        "kind": 12,
        "part": 14,
        "of": 14,
        "title": 40,
        "what": 24,
        "old": 40,
        "new": 40,
        "place old": 30,
        "place new": 30,
        "means": 14,
    },
)


def changes_table(compared: ComparedRules) -> DataTables:
    """A row for each change, then one for each other criterion and outcome that is not the same."""
    notes = TableNotes(
        created=compared.days[1],
        about=(f"New: {format_rule_set(compared.new)}", f"Old: {format_rule_set(compared.old)}"),
        statement=format_statement(compared.new),
    )
    rows = ((0, row) for row in _rows(compared))
    return DataTables(tables=(_CHANGES,), rows=rows, notes=lambda: notes)


def _rows(compared: ComparedRules) -> Iterator[Sequence[str]]:
    relations = {(each.part, each.of): each.relation.value for each in compared.meanings}
    for change in compared.changes:
        words = describe_change(change, compared)
        means = "" if change.of_words else relations.get((change.part, change.of), "")
        sides = (words.old, words.new, words.place_old, words.place_new)
        what = (words.kind.value, change.part.value, visible(change.of), words.title, words.what)
        yield (*what, *sides, means)
    listed = {(change.part, change.of) for change in compared.changes if not change.of_words}
    for meaning in compared.meanings:
        if (meaning.part, meaning.of) not in listed and meaning.relation is not Relation.SAME:
            title = describe_meaning(meaning, compared).title
            of = (meaning.part.value, visible(meaning.of), title)
            yield ("meaning", *of, "", "", "", "", "", meaning.relation.value)


def with_reasons(tables: DataTables, compared: ComparedRules) -> DataTables:
    """The table of applications, with a column for what each other outcome comes from."""
    first, *others = tables.tables
    columns = {**first.columns, "comes from": 40}
    reasons = iter(
        [
            format_responsible(each.responsible, compared) if each.responsible else ""
            for each in compared.applications or ()
        ]
    )
    rows = ((number, (*row, next(reasons)) if number == 0 else row) for number, row in tables.rows)
    table = DataTable(title=first.title, columns=columns)
    return DataTables(tables=(table, *others), rows=rows, notes=tables.notes)
