"""What nothing comes to in the tables of a failure regime, and where two of their rows overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from itertools import product
from typing import Any, Final, TypeAlias

from authorisation.language.yaml.characters import quote
from authorisation.model.case import AnyRegimeCase, MoveCase, ResponseCase
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Control,
    DeadlineState,
    ExitResult,
    Regime,
)
from authorisation.model.source import AdviceCode, Location, Problem
from authorisation.policy.comparison.regimes.tables import (
    MoveSituation,
    ResponseSituation,
    move_situations,
)
from authorisation.regime.program import (
    NO_RESPONSE_NAME,
    OpenPowers,
    allowed_responses,
    response_row,
)

_OF_MONEY: Final = "; no returns are shown, for whose doing an overspend was hangs on chance"
_Combination: TypeAlias = tuple[Hashable, ...]
_Columns: TypeAlias = Sequence[tuple[str, Collection[object], Collection[object]]]
"""The columns of a row: what each is called, its values, and all that there are."""


class RegimeTables:
    """The two tables of a regime, with the rows that are taken for what may happen to a group.

    That is more than can happen, where it hangs on which powers are open together: nothing is said
    to be never reached that is.
    """

    def __init__(self, regime: Regime) -> None:
        self.regime = regime
        bands = {(each.id, band.severity) for each in regime.triggers for band in each.bands}
        self.responses: dict[int, set[_Combination]] = defaultdict(set)
        """By the number of a row of responses, the triggers and cells for which it is taken."""
        for (trigger, severity), capability, control in product(bands, CAPABILITIES, Control):
            row = response_row(regime.table, severity, capability, control, trigger)
            combination = (severity, capability, control, trigger)
            self.responses[regime.table.index(row)].add(combination)
        self.moves: dict[int, set[_Combination]] = defaultdict(set)
        """By the number of a move, the stages and cells for which it may be made."""
        self.possible = self._possible_responses()
        """The responses that may follow, `none` included."""
        self._enter_moves()
        self.stages = self._reached_stages()
        """Those that moves lead to from the first, and that."""

    def _powers(self) -> OpenPowers:
        """The powers that may be open: all that need no opening, and all that some band opens."""
        powers = self.regime.powers.items()
        limbs = {limb for t in self.regime.triggers for band in t.bands for limb in band.opens}
        surely = frozenset(name for name, power in powers if not power.opened_by)
        opened = (name for name, power in powers if not limbs.isdisjoint(power.opened_by))
        return OpenPowers(surely, surely.union(opened))

    def _possible_responses(self) -> set[str]:
        """The responses that may follow, those for which a milder one stands in included."""
        regime, powers = self.regime, self._powers()
        tabled = {regime.table[number].response for number in self.responses}
        tabled |= {regime.interim.response} if regime.interim else set()
        names = (NO_RESPONSE_NAME, *regime.responses)
        places = {p for each in tabled for p in allowed_responses(each, regime, powers)}
        return {NO_RESPONSE_NAME, *(names[place] for place in places)}

    def _enter_moves(self) -> None:
        # The Board itself may put a group into any stage.
        for stage in self.regime.stages.values():
            exits = tuple(ExitResult) if stage.exit is not None else (ExitResult.NOT_MET,)
            clocks = tuple(DeadlineState) if stage.deadline else (DeadlineState.RUNNING,)
            for response, met, clock in product(self.possible, exits, clocks):
                for number in self._moves_made(stage.id, response, met, clock):
                    self.moves[number].add((stage.id, response, met, clock))

    def _reached_stages(self) -> set[str]:
        first, *_ = self.regime.stages
        reached, waiting = {first}, [first]
        while waiting:
            leaving = waiting.pop()
            new = {
                self.regime.moves[number].to
                for number, made in self.moves.items()
                if any(stage == leaving for stage, *_ in made)
            } - reached
            reached |= new
            waiting += new
        return reached

    def _moves_made(
        self, stage: str, response: str, exits: ExitResult, clock: DeadlineState
    ) -> Iterator[int]:
        """Yield the numbers of the moves that may be made, the first that surely is being last."""
        powers, closed = self._powers(), set[str]()
        for number, move in enumerate(self.regime.moves):
            power = self.regime.stages[move.to].power
            if not move.fits(stage, response, exits, clock) or power in closed:
                continue
            if power and power not in powers.perhaps:
                continue
            yield number
            if not move.triggers:
                if power in {"", *powers.surely, self._power_of(response)}:
                    return
                closed.add(power)

    def _power_of(self, response: str) -> str:
        found = self.regime.responses.get(response)
        return "" if found is None else found.power


def advise_tables(regime: Regime) -> Iterator[Problem]:
    """Yield a problem for what nothing comes to in the tables of a regime.

    That is a row or a value in a cell, a response, a stage that no move leads to, and one that none
    leads away from.
    """
    tables = RegimeTables(regime)
    for number, row in enumerate(regime.table):
        columns = (
            ("severity", row.severity, SEVERITIES),
            ("capability", row.capability, CAPABILITIES),
            ("control", row.control, tuple(Control)),
            ("trigger", row.triggers, ()),
        )
        remedy = "no trigger has it, or earlier rows take it: leave it out"
        yield from _unreached(row.at, tables.responses[number], columns, remedy)
    for number, move in enumerate(regime.moves):
        moved = (
            ("stage", move.stages, tuple(regime.stages)),
            ("response", move.responses, (NO_RESPONSE_NAME, *regime.responses)),
            ("exit", move.exits, tuple(ExitResult)),
            ("deadline", move.clocks, tuple(DeadlineState)),
        )
        remedy = "nothing comes to it, or earlier rows take it: leave it out"
        yield from _unreached(move.at, tables.moves[number], moved, remedy)
    yield from _responses(tables)
    yield from _stages(tables)


def _unreached(
    at: Location, taken: Collection[_Combination], columns: _Columns, remedy: str
) -> Iterator[Problem]:
    """Yield a row that is never taken, else each value that is named there and never reached."""
    if not taken:
        message = "this row is never reached"
        yield Problem(at, message, "correct it, or take it out", AdviceCode.UNREACHED_ROW)
        return
    for place, (name, cells, known) in enumerate(columns):
        found = {combination[place] for combination in taken}
        missed = [str(cell) for cell in cells if cell not in found]
        if tuple(cells) != known and missed:
            message = f"{name} {' and '.join(missed)} is never reached in this row"
            yield Problem(at, message, remedy, AdviceCode.UNREACHED_CELL)


def _responses(tables: RegimeTables) -> Iterator[Problem]:
    for name, response in tables.regime.responses.items():
        if name not in tables.possible:
            message = f"no row of `table` leads to the response {quote(name)}"
            remedy = "add a row, or take the response out"
            yield Problem(response.at, message, remedy, AdviceCode.UNREACHED_ROW)


def _stages(tables: RegimeTables) -> Iterator[Problem]:
    regime = tables.regime
    first, *_ = regime.stages
    for name, stage in regime.stages.items():
        if name not in tables.stages:
            message = f"no move leads to the stage {quote(name)} from {quote(first)}"
            remedy = "add a move, or take the stage out"
            yield Problem(stage.at, message, remedy, AdviceCode.UNREACHED_STAGE)
        elif not any(
            name == stage_before and regime.moves[number].to != name
            for number, made in tables.moves.items()
            for stage_before, *_ in made
        ):
            message = f"no move leads away from the stage {quote(name)}"
            remedy = "nothing, if it is the end; else add a move"
            yield Problem(stage.at, message, remedy, AdviceCode.NO_WAY_OUT)


def advise_overlaps(
    regime: Regime,
    cases: Collection[AnyRegimeCase],
    example: Callable[[ResponseSituation], str] = lambda _: "",
    example_of_move: Callable[[MoveSituation], str] = lambda _: "",
) -> Iterator[Problem]:
    """Yield a problem for each two rows of a table that cross, unless a case falls on both.

    Both are then for the same, and lead to different things; each is for something more, so that
    neither is an exception from the other, and their order alone decides. `example` gives returns
    that come to a row of the table of responses, where it finds some, and `example_of_move` such
    that both moves are possible.
    """
    money = {each.id for each in regime.triggers if each.line}
    bands = sorted({(each.id, band.severity) for each in regime.triggers for band in each.bands})
    graded = product(bands, CAPABILITIES, Control)
    combinations = [(severity, grade, control, name) for (name, severity), grade, control in graded]
    responses = (each for each in cases if isinstance(each, ResponseCase))
    yield from _crossing(
        "table",
        [(row.at, row.response, _fitting(row.fits, combinations)) for row in regime.table],
        {(each.severity, each.capability, each.control, each.trigger) for each in responses},
        "severity {}, capability {}, {} and the trigger `{}`",
        example,
        lambda both: _OF_MONEY if {each[-1] for each in both} <= money else "",
    )
    triggers = dict.fromkeys(name for move in regime.moves for name in move.triggers)
    positions = list(move_situations(regime, [frozenset({each}) for each in ("", *triggers)]))
    moves = (each for each in cases if isinstance(each, MoveCase))
    yield from _crossing(
        "moves",
        [(move.at, move.to, _fitting(move.fits, positions)) for move in regime.moves],
        {(m.stage, m.response, m.exit, m.clock, frozenset({m.trigger})) for m in moves},
        "the stage `{}`, the response `{}`, the exit test {} and the deadline {}",
        example_of_move,
    )


def _fitting(
    fits: Callable[..., bool], combinations: Iterable[_Combination]
) -> frozenset[_Combination]:
    return frozenset(each for each in combinations if fits(*each))


def _crossing(
    table: str,
    rows: Sequence[tuple[Location, str, frozenset[_Combination]]],
    shown: Collection[_Combination],
    words: str,
    example: Callable[[Any], str],
    why_none: Callable[[Collection[_Combination]], str] = lambda _: "",
) -> Iterator[Problem]:
    """Yield each row that crosses an earlier one; they are places, where they lead, what fits.

    `why_none` says why no example of it can be given, if that is so.
    """
    for later, (at, end, fits) in enumerate(rows):
        for earlier, (_, other_end, other_fits) in enumerate(rows[:later]):
            taken = frozenset[_Combination]().union(*(each for _, _, each in rows[:earlier]))
            both = (fits & other_fits) - taken
            if not both or end == other_end or fits <= other_fits or other_fits <= fits:
                continue
            if not both.isdisjoint(shown):
                continue
            first = words.format(*min(both, key=_by_words))
            other = f"row {earlier + 1} of `{table}`"
            message = f"this row and {other} are both for {first}, and lead to different things"
            remedy = (
                f"nothing, if {other} is to be taken: a case that falls on both says so; else put"
                " this row before it"
            )
            shows = next(filter(None, map(example, sorted(both, key=_by_words))), "")
            remedy += "" if shows else why_none(both)
            yield Problem(at, message, remedy, AdviceCode.OVERLAPPING_ROWS, shows)


def _by_words(situation: _Combination) -> tuple[str, ...]:
    return tuple(map(str, situation))
