"""Builds the tables of a regime, responses and moves, looking up every name in their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final, TypeVar

from authorisation.language.rules.inheritance import Parts
from authorisation.language.written.regime import WrittenMove, WrittenRegime, WrittenRow
from authorisation.language.yaml.characters import quoted
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.fields import Placed
from authorisation.language.yaml.scalars import Refused, one_of, suggestion
from authorisation.language.yaml.shape import items
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Clock,
    Control,
    Exit,
    Move,
    Response,
    ResponseRow,
    Stage,
)
from authorisation.model.rules import OURS, UNSOURCED
from authorisation.model.source import Location, Problem

ANY: Final = "any"
Word = TypeVar("Word", bound=StrEnum)


@dataclass(slots=True)
class TableBuilder:
    """Builds the tables of one regime, adding every problem it meets."""

    parts: Parts
    problems: list[Problem]

    def table(
        self, written: WrittenRegime, node: Mapping, responses: MappingOf[str, Response]
    ) -> tuple[ResponseRow, ...]:
        """Return the table of responses; every combination has a row, and every row is reached."""
        rows = tuple(self._row(row, responses) for row in written.table)
        missing = [
            cell
            for cell in product(SEVERITIES, CAPABILITIES, Control)
            if not any(_fits(row, cell) for row in rows)
        ]
        if missing:
            severity, capability, control = missing[0]
            said = f"no row for severity {severity}, capability {capability}, {control}"
            self._wrong(node.key_at("table"), said, "end with a row for `any`")
        for number, row in enumerate(rows):
            if not any(
                _fits(row, cell) and not any(_fits(earlier, cell) for earlier in rows[:number])
                for cell in product(SEVERITIES, CAPABILITIES, Control)
            ):
                place = items(node["table"], [])[number]
                self._wrong(place.at, "this row is never reached", "an earlier row fits first")
        return rows

    def _row(self, row: WrittenRow, responses: MappingOf[str, Response]) -> ResponseRow:
        return ResponseRow(
            severity=self._numbers(row.severity, SEVERITIES),
            capability=self._numbers(row.capability, CAPABILITIES),
            control=self._words(row.control, Control),
            response=self._among(row.response, responses, "response"),
        )

    def moves(
        self,
        written: WrittenRegime,
        node: Mapping,
        stages: MappingOf[str, Stage],
        responses: MappingOf[str, Response],
    ) -> Iterator[Move]:
        """Yield the rows of the table of moves."""
        for move in written.moves:
            yield self._move(move, stages, responses)
        if len(written.moves) > 40:  # noqa: PLR2004
            self._wrong(node.key_at("moves"), "more than 40 moves")

    def _move(
        self, move: WrittenMove, stages: MappingOf[str, Stage], responses: MappingOf[str, Response]
    ) -> Move:
        return Move(
            stages=self._cells(move.stage, tuple(stages)),
            responses=self._cells(move.response, ("none", *responses)),
            exits=self._words(move.exit, Exit),
            clocks=self._words(move.deadline, Clock),
            to=self._among(move.to, stages, "stage"),
            sources=self._sources(move.source),
        )

    def _among(self, named: Placed, known: Iterable[str], what: str) -> str:
        names = tuple(known)
        if named.text not in names:
            near = suggestion(named.text, names)
            self._wrong(named.at, f"no {what} is called {quoted(named.text)}", near)
        return named.text

    def _sources(self, cited: Iterable[Placed]) -> tuple[str, ...]:
        found: list[str] = []
        for place in cited:
            name = place.text.partition("#")[0]
            if name not in self.parts.sources and place.text not in {OURS, UNSOURCED}:
                near = suggestion(name, self.parts.sources)
                remedy = near or "describe it under `sources`, here or in ruleset.yaml"
                self._wrong(place.at, f"no source is called {quoted(name)}", remedy)
            found.append(place.text)
        return tuple(found)

    def _cells(self, node: Node, known: tuple[str, ...]) -> tuple[str, ...]:
        """Return the values of a cell: one, several, or for `any` all that are known."""
        if isinstance(node, Scalar) and node.text == ANY:
            return known
        listed = node if isinstance(node, Sequence) else [node]
        found: list[str] = []
        for cell in listed:
            if not isinstance(cell, Scalar):
                self._wrong(cell.at, "a cell is one value, a list of them, or `any`")
                continue
            try:
                found.append(one_of(cell.text, known))
            except Refused as refused:
                self._wrong(cell.at, refused.message, refused.remedy)
        return tuple(found)

    def _numbers(self, node: Node, known: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(map(int, self._cells(node, tuple(map(str, known)))))

    def _words(self, node: Node, kind: type[Word]) -> tuple[Word, ...]:
        return tuple(map(kind, self._cells(node, tuple(map(str, kind)))))

    def _wrong(self, at: Location, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(at, message, remedy))


def _fits(row: ResponseRow, cell: tuple[int, int, Control]) -> bool:
    severity, capability, control = cell
    return severity in row.severity and capability in row.capability and control in row.control
