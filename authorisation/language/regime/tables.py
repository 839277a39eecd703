"""Builds the tables of a regime, responses and moves, looking up every name in their cells."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final, TypeVar

from authorisation.language.rules.inheritance.gathered import GatheredRuleSet
from authorisation.language.rules.references import checked_citation
from authorisation.language.written.regime import WrittenMove, WrittenRegime, WrittenRow
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.problems import Problems, require_sequence
from authorisation.language.yaml.scalars import PlacedName, parse_choice
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
from authorisation.model.source import Location

ANY: Final = "any"
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(slots=True)
class TableBuilder:
    """Builds the tables of one regime, adding every problem it meets."""

    parts: GatheredRuleSet
    problems: Problems

    def table(
        self, written: WrittenRegime, node: Mapping, responses: MappingOf[str, Response]
    ) -> tuple[ResponseRow, ...]:
        """Return the table of responses; every combination has a row, and every row is reached."""
        triggers = tuple(trigger.id for trigger in written.triggers)
        before = len(self.problems)
        places = require_sequence(node["table"], [])
        rows = tuple(
            self._row(row, responses, triggers, place.at)
            for row, place in zip(written.table, places, strict=True)
        )
        if len(self.problems) > before:  # a wrong cell leaves gaps that nobody meant
            return rows
        missing = [
            cell
            for cell in product(SEVERITIES, CAPABILITIES, Control)
            if not any(row.fits(*cell) for row in rows)
        ]
        if missing:
            severity, capability, control = missing[0]
            message = f"no row for severity {severity}, capability {capability}, {control}"
            self.problems.wrong(node.key_at("table"), message, "end with a row for `any`")
        for number, row in enumerate(rows):
            if not any(
                row.fits(*cell, name)
                and not any(earlier.fits(*cell, name) for earlier in rows[:number])
                for cell in product(SEVERITIES, CAPABILITIES, Control)
                for name in row.triggers or ("",)
            ):
                message, remedy = "this row is never reached", "an earlier row fits first"
                self.problems.wrong(row.at, message, remedy)
        return rows

    def _row(
        self,
        row: WrittenRow,
        responses: MappingOf[str, Response],
        triggers: tuple[str, ...],
        at: Location,
    ) -> ResponseRow:
        return ResponseRow(
            severity=self._numbers(row.severity, SEVERITIES),
            capability=self._numbers(row.capability, CAPABILITIES),
            control=self._words(row.control, Control),
            response=self.problems.known_name(row.response, responses, "response"),
            triggers=self._triggers_named(row.trigger, triggers),
            at=at,
        )

    def _triggers_named(self, node: Node | None, known: tuple[str, ...]) -> tuple[str, ...]:
        """Return the triggers that a row is for; nothing where it is for any."""
        if isinstance(node, Sequence) and not len(node):
            message = "the list of triggers is empty, so the row is for none"
            self.problems.wrong(node.at, message, "name triggers, or leave `trigger` out for any")
        named = () if node is None else self._cells(node, known)
        return () if set(named) >= set(known) else named

    def moves(
        self,
        written: WrittenRegime,
        node: Mapping,
        stages: MappingOf[str, SupervisionStage],
        responses: MappingOf[str, Response],
    ) -> tuple[Move, ...]:
        """Return the table of moves; every row may apply to some group."""
        before, triggers = len(self.problems), tuple(t.id for t in written.triggers)
        places = require_sequence(node["moves"], []) if written.moves else ()
        moves = tuple(
            self._move(move, stages, responses, triggers, place.at)
            for move, place in zip(written.moves, places, strict=True)
        )
        if len(moves) > 40:  # noqa: PLR2004
            self.problems.wrong(node.key_at("moves"), "more than 40 moves")
        elif len(self.problems) == before:
            for number, move in enumerate(moves):
                if move.exits == (ExitResult.MET,) and not any(stages[n].exit for n in move.stages):
                    message = f"no exit test of {' or '.join(map(quote, move.stages))} can be met"
                    self.problems.wrong(
                        move.at, message, "give the stage an `exit`, or correct the row"
                    )
                elif _is_masked(move, moves[:number], stages):
                    self.problems.wrong(
                        move.at, "this move is never made", "an earlier row fits first"
                    )
        return moves

    def _move(
        self,
        move: WrittenMove,
        stages: MappingOf[str, SupervisionStage],
        responses: MappingOf[str, Response],
        triggers: tuple[str, ...],
        at: Location,
    ) -> Move:
        return Move(
            stages=self._cells(move.stage, tuple(stages)),
            responses=self._cells(move.response, ("none", *responses)),
            exits=self._words(move.exit, ExitResult),
            clocks=self._words(move.deadline, DeadlineState),
            to=self.problems.known_name(move.to, stages, "stage"),
            sources=self._sources(move.source),
            triggers=self._triggers_named(move.trigger, triggers),
            at=at,
        )

    def _sources(self, cited: Iterable[PlacedName]) -> tuple[str, ...]:
        remedy = "describe it under `sources`, here or in ruleset.yaml"
        known, problems = self.parts.sources, self.problems
        return tuple(checked_citation(name, known, problems, remedy) for name in cited)

    def _cells(self, node: Node, known: tuple[str, ...]) -> tuple[str, ...]:
        """Return the values of a cell: one, several, or for `any` all that are known."""
        if isinstance(node, Scalar) and node.text == ANY:
            return known
        listed = node if isinstance(node, Sequence) else [node]
        found: list[str] = []
        for cell in listed:
            if not isinstance(cell, Scalar):
                self.problems.wrong(cell.at, "a cell is one value, a list of them, or `any`")
                continue
            chosen = self.problems.parsed(
                lambda text: parse_choice(text, known), cell.text, cell.at
            )
            if chosen is not None:
                found.append(chosen)
        return tuple(found)

    def _numbers(self, node: Node, known: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(map(int, self._cells(node, tuple(map(str, known)))))

    def _words(self, node: Node, kind: type[Choice]) -> tuple[Choice, ...]:
        return tuple(map(kind, self._cells(node, tuple(map(str, kind)))))


def _is_masked(
    move: Move, earlier: SequenceOf[Move], stages: MappingOf[str, SupervisionStage]
) -> bool:
    """Whether some earlier row fits wherever a move does, and can be made wherever it can."""
    power = stages[move.to].power
    sure = [
        each
        for each in earlier
        if stages[each.to].power in {"", power}
        and (not each.triggers or (move.triggers and {*move.triggers} <= {*each.triggers}))
    ]
    return all(
        any(
            stage in each.stages
            and response in each.responses
            and exits in each.exits
            and clock in each.clocks
            for each in sure
        )
        for stage, response, exits, clock in product(
            move.stages, move.responses, move.exits, move.clocks
        )
    )
