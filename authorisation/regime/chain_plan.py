"""The runs that lead from a period's facts to the next stage, laid out for both engines alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from authorisation.inference.facts import DerivedFacts, Fact, InferenceRun, Wire, forward_chain
from authorisation.model.regime import CAPABILITIES, SEVERITIES, SeverityBand, Trigger
from authorisation.regime.conclusions import PeriodFacts
from authorisation.regime.program import (
    CONTROL_LETTERS,
    NO_RESPONSE,
    CompiledRegime,
    OpenPowers,
    ResponseCell,
    allowed_responses,
    band_key,
    limb_key,
    power_key,
    severity_key,
    sure_key,
)

POSSIBLE_LETTERS: Final = {"T": ("T",), "F": ("F",), "U": ("T", "F")}
"""The letters that a verdict may turn out to be."""


@dataclass(slots=True)
class ChainPlan:
    """The plan of the runs of a period: where each stands, so that its conclusions can be found."""

    compiled: CompiledRegime
    period_facts: PeriodFacts
    limbs: frozenset[str] = frozenset()
    """The limbs that are surely open."""
    open: OpenPowers = OpenPowers(frozenset(), frozenset())  # noqa: RUF009 it is frozen
    leading: tuple[Trigger, ...] = ()
    """For each run that finds a response, the trigger that it is for."""
    first_response: int = 0
    """The place of the first of them among the runs."""
    _limbs_of: list[tuple[Trigger, set[str]]] = field(default_factory=list)
    """The limbs that each trigger opens, or may, that may fire."""

    def runs(self) -> tuple[InferenceRun, ...]:
        """Lay out the runs: severities, powers, responses, the gravest, the moves."""
        opening = self._opening_runs()
        derived = forward_chain(opening)
        limbs = self.compiled.tables.limbs
        open_limbs = {fact for each in derived[: len(opening)] for fact in each.facts}
        self.limbs = frozenset(
            limb for n, limb in enumerate(limbs) if (limb_key(n), "T") in open_limbs
        )
        self.open = OpenPowers(self._open_powers(derived), self._powers_of(self._possible_limbs()))
        responses = list(self._response_runs())
        self.leading = tuple(trigger for trigger, _ in responses)
        self.first_response, possible = len(opening), self.possible_triggers
        after = self.first_response + len(responses)
        return (
            *self._wire_severities(opening),
            *(
                replace(run, wires=(("resp", after + possible.index(trigger), "other"),))
                for trigger, run in responses
            ),
            *self._graver_runs(after),
            *self._move_runs(),
        )

    @property
    def possible_triggers(self) -> tuple[Trigger, ...]:
        """The triggers that may fire; of the others nothing can follow."""
        return tuple(
            trigger
            for trigger in self.compiled.regime.triggers
            if self.period_facts.letter([trigger.id]) != "F"
        )

    @property
    def interim(self) -> str:
        """T, F or U for whether an immediate risk to patients is met at once."""
        regime = self.compiled.regime
        immediate = [trigger.id for trigger in regime.triggers if trigger.immediate]
        return "F" if regime.interim is None else self.period_facts.letter(immediate)

    @property
    def grades(self) -> tuple[int, ...]:
        """The grades of capability still possible; not judged may be any."""
        known = self.period_facts.capability
        return CAPABILITIES if known is None else (known,)

    def tabled_name(self, trigger: Trigger) -> str:
        """Give a trigger's id where some row of the table of responses is for it."""
        named = any(trigger.id in row.triggers for row in self.compiled.regime.table)
        return trigger.id if named else ""

    def _possible_limbs(self, but: Trigger | None = None) -> frozenset[str]:
        """Give the limbs of every band that holds or may hold, but for those of one trigger."""
        if not self._limbs_of:
            self._limbs_of = [
                (each, {limb for band, x in self._bands(each) if x != "F" for limb in band.opens})
                for each in self.possible_triggers
            ]
        return frozenset().union(*(limbs for each, limbs in self._limbs_of if each is not but))

    def _bands(self, trigger: Trigger) -> Iterator[tuple[SeverityBand, str]]:
        return zip(trigger.bands, self.period_facts.bands[trigger.id], strict=True)

    def _powers_of(self, limbs: frozenset[str]) -> frozenset[str]:
        return frozenset(
            name
            for name, power in self.compiled.regime.powers.items()
            if not power.opened_by or not limbs.isdisjoint(power.opened_by)
        )

    def _opening_runs(self) -> tuple[InferenceRun, ...]:
        """Give the runs that find severities and powers, in which control plays no part."""
        tables = self.compiled.tables
        powers = len(tables.severities)
        wires = tuple((limb_key(n), powers, limb_key(n)) for n in range(len(tables.limbs)))
        found = [
            InferenceRun(
                table, frozenset(self._band_facts(triggers)), wires if tables.powers else ()
            )
            for triggers, table in tables.severities
        ]
        if tables.powers is not None:
            found.append(InferenceRun(tables.powers, frozenset()))
        return tuple(found)

    def _open_powers(self, derived: Sequence[DerivedFacts]) -> frozenset[str]:
        concluded = derived[-1].facts if self.compiled.tables.powers is not None else frozenset()
        return frozenset(
            name
            for n, (name, power) in enumerate(self.compiled.regime.powers.items())
            if not power.opened_by or (power_key(n), "T") in concluded
        )

    def _wire_severities(self, opening: Sequence[InferenceRun]) -> Iterator[InferenceRun]:
        """Lead each severity on to where its responses are found."""
        chunks = [triggers for triggers, _ in self.compiled.tables.severities]
        for number, run in enumerate(opening):
            triggers = chunks[number] if number < len(chunks) else ()
            onward: tuple[Wire, ...] = tuple(
                (severity_key(place), len(opening) + there, "sev")
                for place, trigger in enumerate(triggers)
                for there, each in enumerate(self.leading)
                if each is trigger
            )
            yield replace(run, wires=(*run.wires, *onward))

    def _band_facts(self, triggers: Sequence[Trigger]) -> Iterable[Fact]:
        for number, trigger in enumerate(triggers):
            for place, letter in enumerate(self.period_facts.bands[trigger.id]):
                for each in POSSIBLE_LETTERS[letter]:
                    yield band_key(number, place), each
                if letter == "T":
                    yield sure_key(number, place), "T"

    def _response_runs(self) -> Iterator[tuple[Trigger, InferenceRun]]:
        """Yield the runs that find the response to each trigger, one or more for each.

        Where the powers that are open hang on what is not known, the trigger that may fire opens
        its own, and there is a run for each control.
        """
        caps = {("cap", f"C{grade}") for grade in self.grades}
        for trigger in self.possible_triggers:
            powers = tuple(self._powers_by_severity(trigger))
            controls = self.period_facts.possible_controls(trigger.id)
            if all(each == self.open for _, each in powers) and self.open.settled:
                every = tuple((severity, self.open) for severity in SEVERITIES)
                table = self.compiled.tables.responses(
                    ResponseCell(self.tabled_name(trigger), every)
                )
                assumed = {("ctl", CONTROL_LETTERS[control]) for control in controls}
                yield trigger, InferenceRun(table, frozenset(caps | assumed))
                continue
            for control in controls:
                cell = ResponseCell(self.tabled_name(trigger), powers, control)
                yield trigger, InferenceRun(self.compiled.tables.responses(cell), frozenset(caps))

    def _powers_by_severity(self, trigger: Trigger) -> Iterator[tuple[int, OpenPowers]]:
        """Yield each severity that a trigger may have, with the powers that are open then."""
        elsewhere = self._possible_limbs(but=trigger)
        bands = [(band, letter) for band, letter in self._bands(trigger) if letter != "F"]
        found: dict[int, OpenPowers] = {}
        for number, (band, letter) in enumerate(bands):
            surely = self._powers_of(self.limbs.union(band.opens))
            milder = (limb for each, _ in bands[number:] for limb in each.opens)
            perhaps = self._powers_of(self.limbs.union(elsewhere, milder))
            before = found.get(band.severity, OpenPowers(surely, perhaps))
            found[band.severity] = OpenPowers(before.surely & surely, before.perhaps | perhaps)
            if letter == "T":
                break
        yield from found.items()

    def _graver_runs(self, after: int) -> list[InferenceRun]:
        """Compare responses one by one; the interim one, or none, stands first."""
        begin = frozenset(("one", letter) for letter in self._first_responses())
        runs: list[InferenceRun] = []
        most = len(self.possible_triggers)
        for number in range(most):
            facts = begin if number == 0 else frozenset()
            next_run = after + number + 1
            if number < most - 1:
                wires: tuple[Wire, ...] = (("worst", next_run, "one"),)
            else:
                positions = range(len(self.period_facts.positions))
                wires = tuple(("worst", next_run + n, "resp") for n in positions)
            runs.append(InferenceRun(self.compiled.tables.graver, facts, wires))
        return runs

    def _first_responses(self) -> frozenset[str]:
        """Give the letters of the responses that may be given at once, of none among them."""
        interim, letter = self.compiled.regime.interim, self.interim
        if interim is None or letter == "F":
            return frozenset({NO_RESPONSE})
        found: set[str] = set() if letter == "T" else {NO_RESPONSE}
        for trigger in self.compiled.regime.triggers:
            for _, powers in self._powers_by_severity(trigger) if trigger.immediate else ():
                places = allowed_responses(interim.response, self.compiled.regime, powers)
                found.update(f"R{place}" for place in places)
        return frozenset(found)

    def _move_runs(self) -> Iterator[InferenceRun]:
        """Yield the run for each stage that the group may be in."""
        letter = self.period_facts.letter
        moves = self.compiled.regime.moves
        triggers = "".join(letter(each.triggers) if each.triggers else "T" for each in moves)
        none = {("resp", NO_RESPONSE)} if not self.leading else set()
        for position in self.period_facts.positions:
            facts = {("exit", each) for each in POSSIBLE_LETTERS[position.exit]} | none
            table = self.compiled.tables.moves(position.stage, position.clock, triggers, self.open)
            yield InferenceRun(table, frozenset(facts))
