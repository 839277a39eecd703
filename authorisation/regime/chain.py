"""From triggers to the next stage: severity, response, the gravest of them, and the move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from authorisation.inference.facts import Fact, Run, Wire
from authorisation.inference.forward import Derived, follow
from authorisation.model.regime import CAPABILITIES, Clock, Control, Regime, Trigger
from authorisation.regime.chain_tables import (
    CLOCK,
    CONTROL,
    NO_RESPONSE,
    NONE,
    allowed,
    band_key,
    limb_key,
    power_key,
    severity_key,
    sure_key,
    wanted,
)
from authorisation.regime.program import Compiled

LETTERS = {"T": ("T",), "F": ("F",), "U": ("T", "F")}
"""The letters that a verdict may turn out to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The facts of one period that the chain starts from: letters and words, no figures."""

    bands: Mapping[str, tuple[str, ...]]
    """By trigger, the letter of each band: T, F or U."""
    controls: Mapping[str, Control]
    capability: int | None
    stage: str
    exit: str
    """T, F or U."""
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """The conclusions for one trigger."""

    severities: tuple[int, ...]
    """Those still possible, gravest first; 0 stands for none."""
    responses: tuple[str, ...]
    """Those still possible, mildest first; `none` where none may follow."""
    wanted: tuple[str, ...]
    """Those that the table names; graver than `responses` where a power is not open."""
    matched: tuple[str, ...]
    """The facts that led to each response, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusions:
    """The conclusions for one period; a second engine must come to `derived` from `runs` too."""

    triggers: Mapping[str, Concluded]
    limbs: tuple[str, ...]
    powers: tuple[str, ...]
    interim: bool
    responses: tuple[str, ...]
    """The gravest response overall, as many as are possible."""
    stages: tuple[str, ...]
    """Where the group may go; the present stage where it stays."""
    stage: str
    """Where it surely is afterwards."""
    runs: tuple[Run, ...]
    derived: tuple[Derived, ...]


def conclude(compiled: Compiled, told: Told) -> Conclusions:
    """Derive the conclusions for one period."""
    plan = _Plan(compiled, told)
    runs = plan.runs()
    derived = follow(runs)
    return plan.read(runs, derived)


@dataclass(slots=True)
class _Plan:
    """Where each run of a period stands, so that what it concludes can be found again."""

    compiled: Compiled
    told: Told
    open: frozenset[str] = frozenset()
    """The powers that are open."""

    def runs(self) -> tuple[Run, ...]:
        """Lay out the runs: severities, powers, responses, the gravest, the move."""
        opening = self._opening()
        self.open = self._powers(follow(opening))
        watched = self._watched()
        first = len(opening)
        return (
            *self._wired(opening, watched),
            *self._response_runs(watched, first),
            *self._graver_runs(watched, first),
            self._move_run(),
        )

    def _opening(self) -> tuple[Run, ...]:
        """Give the runs that find severities and powers, in which control plays no part."""
        tables = self.compiled.tables
        powers = len(tables.severities)
        wires = tuple((limb_key(n), powers, limb_key(n)) for n in range(len(tables.limbs)))
        found = [
            Run(table, frozenset(self._band_facts(triggers)), wires if tables.powers else ())
            for triggers, table in tables.severities
        ]
        if tables.powers is not None:
            found.append(Run(tables.powers, frozenset()))
        return tuple(found)

    def _powers(self, derived: Sequence[Derived]) -> frozenset[str]:
        concluded = derived[-1].facts if self.compiled.tables.powers is not None else frozenset()
        return frozenset(
            name
            for n, (name, power) in enumerate(self.compiled.regime.powers.items())
            if not power.opened_by or (power_key(n), "T") in concluded
        )

    def _wired(self, opening: Sequence[Run], watched: Sequence[Trigger]) -> Iterator[Run]:
        """Lead each severity on to where its response is found."""
        chunks = [triggers for triggers, _ in self.compiled.tables.severities]
        for number, run in enumerate(opening):
            triggers = chunks[number] if number < len(chunks) else ()
            onward: tuple[Wire, ...] = tuple(
                (severity_key(place), len(opening) + watched.index(trigger), "sev")
                for place, trigger in enumerate(triggers)
                if trigger in watched
            )
            yield replace(run, wires=(*run.wires, *onward))

    def _watched(self) -> tuple[Trigger, ...]:
        """Give the triggers that may fire; of the others nothing can follow."""
        return tuple(
            trigger
            for trigger in self.compiled.regime.triggers
            if set(self.told.bands[trigger.id]) != {"F"}
        )

    def _interim(self) -> bool:
        regime = self.compiled.regime
        return regime.interim is not None and any(
            trigger.immediate and "T" in self.told.bands[trigger.id] for trigger in regime.triggers
        )

    def _band_facts(self, triggers: Sequence[Trigger]) -> Iterable[Fact]:
        for number, trigger in enumerate(triggers):
            for place, letter in enumerate(self.told.bands[trigger.id]):
                for each in LETTERS[letter]:
                    yield band_key(number, place), each
                if letter == "T":
                    yield sure_key(number, place), "T"

    def _response_runs(self, watched: Sequence[Trigger], first: int) -> list[Run]:
        grades = self._grades()
        after = first + len(watched)
        table = self.compiled.tables.responses(self.open)
        runs: list[Run] = []
        for number, trigger in enumerate(watched):
            facts = {("cap", f"C{grade}") for grade in grades}
            facts.add(("ctl", CONTROL[self.told.controls[trigger.id]]))
            wire = ("resp", after + number, "other")
            runs.append(Run(table, frozenset(facts), (wire,)))
        return runs

    def _grades(self) -> tuple[int, ...]:
        """Give the grades of capability still possible; not judged may be any."""
        known = self.told.capability
        return CAPABILITIES if known is None else (known,)

    def _graver_runs(self, watched: Sequence[Trigger], first: int) -> list[Run]:
        """Compare responses one by one; the interim one, or none, stands first."""
        begin = self._begin()
        after = first + len(watched)
        runs: list[Run] = []
        for number in range(len(watched)):
            facts = frozenset({("one", begin)}) if number == 0 else frozenset()
            last = number == len(watched) - 1
            wire = ("worst", after + number + 1, "resp" if last else "one")
            runs.append(Run(self.compiled.tables.graver, facts, (wire,)))
        return runs

    def _begin(self) -> str:
        interim = self.compiled.regime.interim
        if interim is None or not self._interim():
            return NO_RESPONSE
        return f"R{allowed(interim.response, self.compiled.regime, self.open)}"

    def _move_run(self) -> Run:
        facts = {("exit", each) for each in LETTERS[self.told.exit]}
        facts.add(("clock", CLOCK[self.told.clock]))
        if not self._watched():
            facts.add(("resp", self._begin()))
        table = self.compiled.tables.moves(self.told.stage, self.open)
        return Run(table, frozenset(facts))

    def read(self, runs: tuple[Run, ...], derived: tuple[Derived, ...]) -> Conclusions:
        """Read the derived facts back as conclusions in the regime's own words."""
        regime, tables = self.compiled.regime, self.compiled.tables
        watched = self._watched()
        first = len(tables.severities) + (tables.powers is not None)
        severities = self._severities(derived)
        triggers = {
            trigger.id: self._concluded(trigger, severities[trigger.id], derived[first + number])
            for number, trigger in enumerate(watched)
        }
        for trigger in regime.triggers:
            triggers.setdefault(
                trigger.id,
                Concluded(severities=(0,), responses=(NONE,), wanted=(NONE,), matched=()),
            )
        overall = derived[-2] if watched else None
        worst = _values(overall, "worst") if overall else {self._begin()}
        stages = _values(derived[-1], "next")
        names = tuple(name for n, name in enumerate(regime.stages) if f"G{n}" in stages)
        limbs = {fact for d in derived[: len(tables.severities)] for fact in d.facts}
        return Conclusions(
            triggers=triggers,
            limbs=tuple(limb for n, limb in enumerate(tables.limbs) if (limb_key(n), "T") in limbs),
            powers=tuple(name for name in regime.powers if name in self.open),
            interim=self._interim(),
            responses=_responses(regime, worst),
            stages=names,
            stage=settled(names, self.told.stage, tuple(regime.stages)),
            runs=runs,
            derived=derived,
        )

    def _severities(self, derived: Sequence[Derived]) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for (triggers, _), each in zip(self.compiled.tables.severities, derived, strict=False):
            for number, trigger in enumerate(triggers):
                letters = _values(each, severity_key(number))
                grades = sorted(int(letter[1:]) for letter in letters)
                found[trigger.id] = tuple([g for g in grades if g] + [0] * (0 in grades))
        return found

    def _concluded(
        self, trigger: Trigger, severities: tuple[int, ...], derived: Derived
    ) -> Concluded:
        regime = self.compiled.regime
        return Concluded(
            severities=severities,
            responses=_responses(regime, _values(derived, "resp")),
            wanted=wanted(regime, severities, self._grades(), self.told.controls[trigger.id]),
            matched=tuple(
                f"{_response(regime, fact[1])}: " + ", ".join(f"{k} {v}" for k, v in when)
                for fact, when in sorted(derived.matched.items())
                if fact[0] == "resp"
            ),
        )


def settled(possible: Sequence[str], present: str, order: Sequence[str]) -> str:
    """Give the stage a group is surely in: what is not known moves it neither up nor down.

    Where every possible move is to a graver stage it goes to the mildest of them; where every one
    is to a milder stage, to the gravest of them.
    """
    if present in possible or not possible:
        return present
    here = order.index(present)
    places = sorted(order.index(stage) for stage in possible)
    if places[0] > here:
        return order[places[0]]
    return order[places[-1]] if places[-1] < here else present


def _values(derived: Derived, key: str) -> set[str]:
    return {value for name, value in derived.facts if name == key}


def _responses(regime: Regime, letters: set[str]) -> tuple[str, ...]:
    names = (NONE, *regime.responses)
    return tuple(name for number, name in enumerate(names) if f"R{number}" in letters)


def _response(regime: Regime, letter: str) -> str:
    return (NONE, *regime.responses)[int(letter[1:])]
