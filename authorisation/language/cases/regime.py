"""Reads the policy tests of a failure regime in `cases/regime/*.yaml`.

`- case:` gives a group's periods from the first on: `usual` holds answers that all share,
`periods` what each answers otherwise, or `unfiled`; `expect` says for each what must come out. A
case that `extends` another takes over what it does not say itself. `- responses:` and `- moves:`
test the two tables. A cell is one value, a list of them, or `any`: the row is tested with each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, TypeVar

from pydantic import Field

from authorisation.errors import InvalidOption, InvalidRules, InvalidSubmission
from authorisation.language.answers.returns import Against, group_of
from authorisation.language.rules.load import rule_set_folders
from authorisation.language.rules.override import read_override
from authorisation.language.yaml.characters import quoted
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.fields import Text
from authorisation.language.yaml.files import parsed, yaml_files
from authorisation.language.yaml.scalars import Refused, one_of
from authorisation.language.yaml.shape import Raw, Written, entries, items, shape
from authorisation.model.regime import CAPABILITIES, SEVERITIES, Clock, Control, Exit, Regime
from authorisation.model.regime_case import AnyRegimeCase, MoveCase, RegimeCase, ResponseCase
from authorisation.model.returns import Group, Period
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer

FOLDER: Final = "cases/regime"
UNFILED: Final = "unfiled"
NOT_ANSWERED: Final = "not answered"
STATES: Final = ("no", "watch", "fires", "serious", "unknown")
FREE: Final = ("response", "powers", "limbs", "severity", "review")
KINDS: Final = ("case", "responses", "moves")
_TAKEN_OVER: Final = ("authorised_on", "first", "at_authorisation", "conditions", "capability")
_OF_A_GROUP: Final = (*_TAKEN_OVER, "usual")
Word = TypeVar("Word", bound=StrEnum)


class WrittenRegimeCase(Written):
    """One history."""

    case: Text
    extends: Text = ""
    authorised_on: Raw = None
    first: Raw = None
    at_authorisation: Raw = None
    conditions: Raw = None
    capability: Raw = None
    usual: Raw = None
    set: Annotated[dict[str, Text], Field(default_factory=dict)]
    periods: Annotated[list[Raw], Field(default_factory=list)]
    expect: Annotated[list[dict[str, Text]], Field(default_factory=list)]


class WrittenRows(Written):
    """Rows of one of the two tables."""

    responses: Text = ""
    moves: Text = ""
    rows: list[list[Raw]] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of the regime's periods, as the function from each to the next."""

    after: Callable[[Period], Period]


def load_regime_cases(
    name_or_path: str | Path, against: Against, calendar: Calendar, *, root: Path
) -> tuple[AnyRegimeCase, ...]:
    """Return the regime's cases of a rule set and of those it extends, its own first.

    Raises:
        InvalidRules: with every problem in them.
    """
    reader = _Reader(against, calendar)
    found: dict[str, AnyRegimeCase] = {}
    for folder in rule_set_folders(name_or_path, root):
        own: list[AnyRegimeCase] = []
        reader.known = {}
        for path in yaml_files(folder / FOLDER):
            node = parsed(path, reader.problems, within=folder)
            for entry in items(node, reader.problems) if node is not None else ():
                own += reader.read(entry)
        for case in own:
            if case.name in found:
                reader.wrong(case.at, f"a case called {quoted(case.name)} is there already")
            found.setdefault(case.name, case)
    if reader.problems:
        raise InvalidRules(reader.problems)
    return tuple(found.values())


@dataclass(slots=True)
class _Reader:
    """Reads cases, adding every problem."""

    against: Against
    calendar: Calendar
    problems: list[Problem] = field(default_factory=list)
    known: dict[str, Mapping] = field(default_factory=dict)

    @property
    def regime(self) -> Regime:
        return self.against.regime

    def wrong(self, at: Location, message: str, remedy: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(at, message, remedy))

    def read(self, node: Node) -> Iterator[AnyRegimeCase]:
        """Yield the cases of one entry: one, or one for each row."""
        entry = entries(node, self.problems)
        if "case" in entry:
            if case := self._case(entry):
                yield case
        elif "responses" in entry or "moves" in entry:
            yield from self._rows(entry)
        else:
            self.wrong(
                entry.at, "this is no case", "begin it with `case:`, `responses:` or `moves:`"
            )

    def _case(self, node: Mapping) -> RegimeCase | None:
        written = shape(WrittenRegimeCase, node, self.problems)
        if written is None:
            return None
        whole = self._with_base(node, written)
        self.known[written.case] = whole
        if not written.expect:
            return None
        if len(written.expect) != len(written.periods):
            said = f"{len(written.expect)} periods are expected and {len(written.periods)} given"
            self.wrong(node.at, said)
            return None
        group = self._group(written.case, whole)
        for expected in written.expect:
            self._expected(expected, node.key_at("expect"))
        settings = dict(self._settings(written.set, node))
        if group is None:
            return None
        return RegimeCase(
            name=written.case,
            group=group,
            expect=tuple(MappingProxyType(each) for each in written.expect),
            set=MappingProxyType(settings),
            at=node.at,
        )

    def _with_base(self, node: Mapping, written: WrittenRegimeCase) -> Mapping:
        base = self.known.get(written.extends)
        if written.extends and base is None:
            self.wrong(node.at, f"no case above is called {quoted(written.extends)}")
        whole = Mapping(node.at)
        for key in _OF_A_GROUP:
            given = node.get(key, base.get(key) if base else None)
            if key == "usual" and base is not None and "usual" in base and key in node:
                given = self._merged(base["usual"], node[key])
            if given is not None:
                whole.put(key, given, node.key_at(key))
        if "periods" in node:
            whole.put("periods", node["periods"], node.key_at("periods"))
        return whole

    def _merged(self, usual: Node | None, own: Node) -> Mapping:
        """Return the usual answers with those of one period over them, by whole path."""
        flat = Mapping(own.at)
        for node in (usual, own):
            for path, value, at in self._flat(node, ""):
                if isinstance(value, Scalar) and value.text == NOT_ANSWERED:
                    flat.pop(path, None)
                else:
                    flat.put(path, value, at)
        return flat

    def _flat(self, node: Node | None, prefix: str) -> Iterator[tuple[str, Node, Location]]:
        if not isinstance(node, Mapping):
            return
        for key, value in node.items():
            path = f"{prefix}{key}"
            group = any(known.startswith(f"{path}.") for known in self.regime.returns)
            if group and isinstance(value, Mapping):
                yield from self._flat(value, f"{path}.")
            else:
                yield path, value, node.key_at(key)

    def _group(self, name: str, whole: Mapping) -> Group | None:
        """Build the group of a case by reading it as a file of returns."""
        at = whole.at
        root = Mapping(at)
        root.put("name", Scalar(name, at.file, at.line, at.column), at)
        for key in _TAKEN_OVER:
            if key in whole:
                root.put(key, whole[key], whole.key_at(key))
        root.put("returns", self._returns(whole), at)
        try:
            return group_of(root, at.file, self.against)
        except InvalidSubmission as error:
            self.problems += error.problems
            return None

    def _returns(self, whole: Mapping) -> Sequence:
        returns = Sequence(whole.at)
        period = self._first(whole)
        for given in items(whole.get("periods", Sequence(whole.at)), self.problems):
            if period is None:
                break
            if isinstance(given, Mapping):
                returns.append(self._return(period, given, whole.get("usual")))
            elif not (isinstance(given, Scalar) and given.text == UNFILED):
                self.wrong(given.at, "a period is its answers, or `unfiled`")
            period = self.calendar.after(period)
        return returns

    def _first(self, whole: Mapping) -> Period | None:
        first = whole.get("first")
        period = self.against.named(first.text) if isinstance(first, Scalar) else None
        if period is None:
            self.wrong(whole.at, "`first` is missing", f"write it such as {self.against.example}")
        return period

    def _return(self, period: Period, given: Mapping, usual: Node | None) -> Mapping:
        at = given.at
        entry, own = Mapping(at), Mapping(at)
        for key, value in given.items():
            (entry if key == "causes" else own).put(key, value, given.key_at(key))
        for key, text in (("period", period.label), ("received_on", period.due.isoformat())):
            entry.put(key, Scalar(text, at.file, at.line, at.column), at)
        entry.put("answers", self._merged(usual, own), at)
        return entry

    def _expected(self, expected: MappingOf[str, str], at: Location) -> None:
        regime = self.regime
        triggers = {trigger.id: STATES for trigger in regime.triggers}
        controls = {f"control of {name}": tuple(map(str, Control)) for name in triggers}
        none_or_more = ("0", *map(str, SEVERITIES))
        severities = {f"severity of {name}": none_or_more for name in triggers}
        known: dict[str, tuple[str, ...]] = {**triggers, **controls, **severities}
        known["stage"] = tuple(regime.stages)
        known["interim"] = ("true", "false")
        known["exit"] = ("met", "not met", "unknown")
        known["deadline"] = tuple(map(str, Clock))
        for name, value in expected.items():
            if name in FREE:
                continue
            self._one_of(name, (*known, *FREE), at)
            if name in known:
                self._one_of(value, known[name], at)

    def _settings(self, given: MappingOf[str, str], node: Mapping) -> Iterator[tuple[str, Answer]]:
        for name, value in given.items():
            try:
                yield read_override(f"{name}={value}", self.regime.rules)
            except InvalidOption as error:
                self.wrong(node.key_at("set"), str(error))

    def _rows(self, node: Mapping) -> Iterator[AnyRegimeCase]:
        written = shape(WrittenRows, node, self.problems)
        if written is None:
            return
        kind, name = (
            ("responses", written.responses) if written.responses else ("moves", written.moves)
        )
        known = self._cells_known(kind)
        for number, place in enumerate(items(node["rows"], []), start=1):
            cells = items(place, [])
            if len(cells) != len(known):
                self.wrong(place.at, f"a row here has {len(known)} cells")
                continue
            every = [self._cell(*pair) for pair in zip(cells, known, strict=True)]
            several = any(len(each) > 1 for each in every)
            for row in product(*every):
                of = f", {' / '.join(row[:-1])}" if several else ""
                called = f"{name}, row {number}{of}"
                case = self._response(called, row, place.at) if kind == "responses" else None
                yield case or self._move(called, row, place.at)

    def _cells_known(self, kind: str) -> tuple[tuple[str, ...], ...]:
        """Return the words that `any` stands for in each cell; none where it may not stand."""
        if kind == "responses":
            grades = tuple(map(str, CAPABILITIES))
            return (tuple(map(str, SEVERITIES)), grades, tuple(map(str, Control)), ())
        stages, responses = tuple(self.regime.stages), ("none", *self.regime.responses)
        return (stages, responses, tuple(map(str, Exit)), tuple(map(str, Clock)), (), ())

    def _cell(self, node: Node, known: tuple[str, ...]) -> tuple[str, ...]:
        listed = node if isinstance(node, Sequence) and known else [node]
        found = [each.text for each in listed if isinstance(each, Scalar)]
        if len(found) != len(listed) or not found:
            self.wrong(node.at, "a cell is one value, a list of them, or `any`")
        return known if found == ["any"] and known else tuple(found)

    def _response(self, name: str, row: tuple[str, ...], at: Location) -> ResponseCase:
        severity, capability, control, response = row
        self._one_of(response, tuple(self.regime.responses), at)
        return ResponseCase(
            name=name,
            severity=int(self._one_of(severity, tuple(map(str, SEVERITIES)), at)),
            capability=int(self._one_of(capability, tuple(map(str, CAPABILITIES)), at)),
            control=self._word(control, Control, at),
            response=response,
            at=at,
        )

    def _move(self, name: str, row: tuple[str, ...], at: Location) -> MoveCase:
        stage, response, exits, clock, without, to = row
        closed = () if without == "none" else tuple(w.strip() for w in without.split(","))
        for power in closed:
            self._one_of(power, tuple(self.regime.powers), at)
        return MoveCase(
            name=name,
            stage=self._one_of(stage, tuple(self.regime.stages), at),
            response=self._one_of(response, ("none", *self.regime.responses), at),
            exit=self._word(exits, Exit, at),
            clock=self._word(clock, Clock, at),
            without=closed,
            to=self._one_of(to, tuple(self.regime.stages), at),
            at=at,
        )

    def _word(self, text: str, kind: type[Word], at: Location) -> Word:
        return kind(self._one_of(text, tuple(map(str, kind)), at))

    def _one_of(self, text: str, known: tuple[str, ...], at: Location) -> str:
        try:
            return one_of(text, known)
        except Refused as refused:
            self.wrong(at, refused.message, refused.remedy)
            return known[0]
