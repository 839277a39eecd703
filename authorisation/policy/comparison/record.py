"""A comparison of two rule sets as data: a record for programs, and a table of the changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, Literal

from msgspec import Struct

from authorisation.explain.assessment.comparison import ChangedFinding, OutcomeChange
from authorisation.explain.assessment.page_header import format_rule_set, format_statement
from authorisation.explain.words.safe import visible
from authorisation.model.canonical import canonical_bytes
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula, Location
from authorisation.policy.comparison.changes import Change
from authorisation.policy.comparison.meaning import DifferenceWitness, Meaning, Relation
from authorisation.policy.comparison.meaning_words import describe_meaning, format_scope
from authorisation.policy.comparison.report import format_responsible, moves_by_outcome
from authorisation.policy.comparison.result import ComparedApplication, ComparedRules
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
    """One change of the text; `value_before` and `value_now` as the model has them."""

    number: int
    """By which moves name it."""
    kind: str
    part: str
    of: str
    title: str
    what: str
    before: str
    now: str
    value_before: Any
    value_now: Any
    place_before: PlaceRecord | None
    place_now: PlaceRecord | None
    of_words: bool
    """Whether it is of wording and sources alone."""


class WitnessRecord(Struct, frozen=True):
    """An application that shows a difference."""

    before: tuple[str, ...]
    """A verdict, or the ids of the outcomes that are possible."""
    now: tuple[str, ...]
    answers: dict[str, Any]
    judgements: dict[str, str]
    """The grade on each criterion that an assessor judged."""
    findings: tuple[ChangedFinding, ...]


class MeaningRecord(Struct, frozen=True):
    """What the change of a criterion or an outcome means."""

    part: str
    of: str
    title: str
    relation: str
    because: str
    stricter: WitnessRecord | None
    looser: WitnessRecord | None


class MovesRecord(Struct, frozen=True):
    """Who moves from one outcome to another."""

    before: str
    now: str
    number: int
    applications: tuple[str, ...]


class ApplicationRecord(Struct, frozen=True):
    """What one application comes to, as `assess --against` has it, and what a move comes from."""

    application: OutcomeChange
    comes_from: tuple[int, ...]
    """The numbers of changes."""
    together: bool


class RulesComparisonRecord(Struct, frozen=True):
    """Two rule sets compared."""

    format: Literal["authorisation-comparison-1"]
    note: str
    before: ComparedSetRecord
    now: ComparedSetRecord
    changes: tuple[ChangeRecord, ...]
    meanings: tuple[MeaningRecord, ...]
    proved_of: str
    """Of which submissions proofs are, in words."""
    moves: tuple[MovesRecord, ...] | None
    """Null where no applications were given."""
    applications: tuple[ApplicationRecord, ...] | None
    not_compared: tuple[str, ...]
    not_read: tuple[str, ...]


def comparison_record(
    compared: ComparedRules, *, unusable: Sequence[str] = (), unread: Sequence[str] = ()
) -> RulesComparisonRecord:
    """The record of a comparison; `unusable` and `unread` say of files why they are not in it."""
    moves, applications = None, None
    if compared.applications is not None:
        moves = tuple(
            MovesRecord(before, now, len(names), tuple(names))
            for (before, now), names in moves_by_outcome(compared).items()
        )
        applications = tuple(map(_application, compared.applications))
    return RulesComparisonRecord(
        format="authorisation-comparison-1",
        note=format_statement(compared.new),
        before=_rule_set(compared.old, compared.days[0]),
        now=_rule_set(compared.new, compared.days[1]),
        changes=tuple(
            _change(number, change, compared)
            for number, change in enumerate(compared.changes, start=1)
        ),
        meanings=tuple(_meaning(each, compared) for each in compared.meanings),
        proved_of=format_scope(compared.scope),
        moves=moves,
        applications=applications,
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
        before=words.before,
        now=words.after,
        value_before=_value(change.before),
        value_now=_value(change.after),
        place_before=_place(change.at_before, compared.folders[0]),
        place_now=_place(change.at_after, compared.folders[1]),
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
    return MeaningRecord(
        part=meaning.part.value,
        of=meaning.of,
        title=describe_meaning(meaning, compared).title,
        relation=meaning.relation.value,
        because=meaning.because,
        stricter=_witness(meaning.stricter, compared.new),
        looser=_witness(meaning.looser, compared.new),
    )


def _witness(witness: DifferenceWitness | None, rules: RuleSet) -> WitnessRecord | None:
    if witness is None:
        return None
    answers = answers_json(witness.submission.answers, rules.bank)
    return WitnessRecord(
        before=witness.before,
        now=witness.after,
        answers=answers,
        judgements={each.criterion: each.grade for each in witness.judgements.entries},
        findings=witness.findings,
    )


def _application(each: ComparedApplication) -> ApplicationRecord:
    found = each.responsible
    numbers = tuple(at + 1 for at in found.changes) if found else ()
    return ApplicationRecord(each.change, numbers, together=found.together if found else False)


_CHANGES: Final = DataTable(
    title="Changes",
    columns={
        "kind": 12,
        "part": 14,
        "of": 14,
        "title": 40,
        "what": 24,
        "before": 40,
        "now": 40,
        "place before": 30,
        "place now": 30,
        "means": 14,
    },
)


def changes_table(compared: ComparedRules) -> DataTables:
    """A row for each change, then one for each other criterion and outcome that is not the same."""
    notes = TableNotes(
        created=compared.days[1],
        about=(
            f"Now: {format_rule_set(compared.new)}",
            f"Before: {format_rule_set(compared.old)}",
        ),
        statement=format_statement(compared.new),
    )
    rows = ((0, row) for row in _rows(compared))
    return DataTables(tables=(_CHANGES,), rows=rows, notes=lambda: notes)


def _rows(compared: ComparedRules) -> Iterator[Sequence[str]]:
    relations = {(each.part, each.of): each.relation.value for each in compared.meanings}
    for change in compared.changes:
        words = describe_change(change, compared)
        means = "" if change.of_words else relations.get((change.part, change.of), "")
        sides = (words.before, words.after, words.place_before, words.place_after)
        what = (words.kind.value, change.part.value, visible(change.of), words.title, words.what)
        yield (*what, *sides, means)
    told = {(change.part, change.of) for change in compared.changes if not change.of_words}
    for meaning in compared.meanings:
        if (meaning.part, meaning.of) not in told and meaning.relation is not Relation.SAME:
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
