"""Builds the tables of a regime, responses and moves, looking up every name in their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final, TypeVar

from authorisation.language.rules.inheritance import GatheredRuleSet
from authorisation.language.written.regime import WrittenMove, WrittenRegime, WrittenRow
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.fields import PlacedName
from authorisation.language.yaml.scalars import InvalidScalar, parse_choice, suggest_name
from authorisation.language.yaml.shape import require_sequence
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Control,
    DeadlineState,
    ExitResult,
    Move,
    Response,
    ResponseRow,
    SupervisionStage,
)
from authorisation.model.rules import OURS, UNSOURCED
from authorisation.model.source import Location, Problem

ANY: Final = "any"
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(slots=True)
class TableBuilder:
    """Builds the tables of one regime, adding every problem it meets."""

    parts: GatheredRuleSet
    problems: list[Problem]

    def table(
        self, written: WrittenRegime, node: Mapping, responses: MappingOf[str, Response]
    ) -> tuple[ResponseRow, ...]:
        """Return the table of responses; every combination has a row, and every row is reached."""
        rows = tuple(self._row(row, responses) for row in written.table)
        missing = [
            cell
            for cell in product(SEVERITIES, CAPABILITIES, Control)
            if not any(_row_fits(row, cell) for row in rows)
        ]
        if missing:
            severity, capability, control = missing[0]
            message = f"no row for severity {severity}, capability {capability}, {control}"
            self._wrong(node.key_at("table"), message, "end with a row for `any`")
        for number, row in enumerate(rows):
            if not any(
                _row_fits(row, cell)
                and not any(_row_fits(earlier, cell) for earlier in rows[:number])
                for cell in product(SEVERITIES, CAPABILITIES, Control)
            ):
                place = require_sequence(node["table"], [])[number]
                self._wrong(place.at, "this row is never reached", "an earlier row fits first")
        return rows

    def _row(self, row: WrittenRow, responses: MappingOf[str, Response]) -> ResponseRow:
        return ResponseRow(
            severity=self._numbers(row.severity, SEVERITIES),
            capability=self._numbers(row.capability, CAPABILITIES),
            control=self._words(row.control, Control),
            response=self._known_name(row.response, responses, "response"),
        )

    def moves(
        self,
        written: WrittenRegime,
        node: Mapping,
        stages: MappingOf[str, SupervisionStage],
        responses: MappingOf[str, Response],
    ) -> Iterator[Move]:
        """Yield the rows of the table of moves."""
        for move in written.moves:
            yield self._move(move, stages, responses)
        if len(written.moves) > 40:  # noqa: PLR2004
            self._wrong(node.key_at("moves"), "more than 40 moves")

    def _move(
        self,
        move: WrittenMove,
        stages: MappingOf[str, SupervisionStage],
        responses: MappingOf[str, Response],
    ) -> Move:
        return Move(
            stages=self._cells(move.stage, tuple(stages)),
            responses=self._cells(move.response, ("none", *responses)),
            exits=self._words(move.exit, ExitResult),
            clocks=self._words(move.deadline, DeadlineState),
            to=self._known_name(move.to, stages, "stage"),
            sources=self._sources(move.source),
        )

    def _known_name(self, named: PlacedName, known: Iterable[str], what: str) -> str:
        names = tuple(known)
        if named.text not in names:
            near = suggest_name(named.text, names)
            self._wrong(named.at, f"no {what} is called {quote(named.text)}", near)
        return named.text

    def _sources(self, cited: Iterable[PlacedName]) -> tuple[str, ...]:
        found: list[str] = []
        for place in cited:
            name = place.text.partition("#")[0]
            if name not in self.parts.sources and place.text not in {OURS, UNSOURCED}:
                near = suggest_name(name, self.parts.sources)
                remedy = near or "describe it under `sources`, here or in ruleset.yaml"
                self._wrong(place.at, f"no source is called {quote(name)}", remedy)
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
                found.append(parse_choice(cell.text, known))
            except InvalidScalar as refused:
                self._wrong(cell.at, refused.message, refused.remedy)
        return tuple(found)

    def _numbers(self, node: Node, known: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(map(int, self._cells(node, tuple(map(str, known)))))

    def _words(self, node: Node, kind: type[Choice]) -> tuple[Choice, ...]:
        return tuple(map(kind, self._cells(node, tuple(map(str, kind)))))

    def _wrong(self, at: Location, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(at, message, remedy))


def _row_fits(row: ResponseRow, cell: tuple[int, int, Control]) -> bool:
    severity, capability, control = cell
    return severity in row.severity and capability in row.capability and control in row.control
