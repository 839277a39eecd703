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
from authorisation.language.answers.returns import ReturnsContext, build_group
from authorisation.language.rules.load import rule_set_folders
from authorisation.language.rules.override import parse_override
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.fields import Text
from authorisation.language.yaml.files import list_yaml_files, read_yaml_file
from authorisation.language.yaml.scalars import InvalidScalar, parse_choice
from authorisation.language.yaml.shape import (
    Raw,
    WrittenShape,
    require_mapping,
    require_sequence,
    validate_shape,
)
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Control,
    DeadlineState,
    ExitResult,
    Regime,
)
from authorisation.model.regime_case import AnyRegimeCase, MoveCase, RegimeCase, ResponseCase
from authorisation.model.returns import AuthorisedGroup, Period
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer

REGIME_CASES_FOLDER: Final = "cases/regime"
UNFILED: Final = "unfiled"
NOT_ANSWERED: Final = "not answered"
TRIGGER_STATES: Final = ("no", "watch", "fires", "serious", "unknown")
UNCHECKED: Final = ("response", "powers", "limbs", "severity", "review")
CASE_KINDS: Final = ("case", "responses", "moves")
_GROUP_KEYS: Final = ("authorised_on", "first", "at_authorisation", "conditions", "capability")
_INHERITED_KEYS: Final = (*_GROUP_KEYS, "usual")
Choice = TypeVar("Choice", bound=StrEnum)


class WrittenRegimeCase(WrittenShape):
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


class WrittenRows(WrittenShape):
    """Rows of one of the two tables."""

    responses: Text = ""
    moves: Text = ""
    rows: list[list[Raw]] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of the regime's periods, as the function from each to the next."""

    next_period: Callable[[Period], Period]


def load_regime_cases(
    name_or_path: str | Path, context: ReturnsContext, calendar: Calendar, *, root: Path
) -> tuple[AnyRegimeCase, ...]:
    """Return the regime's cases of a rule set and of those it extends, its own first.

    Raises:
        InvalidRules: with every problem in them.
    """
    reader = _RegimeCaseReader(context, calendar)
    found: dict[str, AnyRegimeCase] = {}
    for folder in rule_set_folders(name_or_path, root):
        own: list[AnyRegimeCase] = []
        reader.known = {}
        for path in list_yaml_files(folder / REGIME_CASES_FOLDER):
            node = read_yaml_file(path, reader.problems, within=folder)
            for entry in require_sequence(node, reader.problems) if node is not None else ():
                own += reader.read(entry)
        for case in own:
            if case.name in found:
                reader.wrong(case.at, f"a case called {quote(case.name)} is there already")
            found.setdefault(case.name, case)
    if reader.problems:
        raise InvalidRules(reader.problems)
    return tuple(found.values())


@dataclass(slots=True)
class _RegimeCaseReader:
    """Reads cases, adding every problem."""

    context: ReturnsContext
    calendar: Calendar
    problems: list[Problem] = field(default_factory=list)
    known: dict[str, Mapping] = field(default_factory=dict)

    @property
    def regime(self) -> Regime:
        return self.context.regime

    def wrong(self, at: Location, message: str, remedy: str = "") -> None:
        """Add a problem."""
        self.problems.append(Problem(at, message, remedy))

    def read(self, node: Node) -> Iterator[AnyRegimeCase]:
        """Yield the cases of one entry: one, or one for each row."""
        entry = require_mapping(node, self.problems)
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
        written = validate_shape(WrittenRegimeCase, node, self.problems)
        if written is None:
            return None
        whole = self._with_base(node, written)
        self.known[written.case] = whole
        if not written.expect:
            return None
        if len(written.expect) != len(written.periods):
            message = f"{len(written.expect)} periods are expected and {len(written.periods)} given"
            self.wrong(node.at, message)
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
            self.wrong(node.at, f"no case above is called {quote(written.extends)}")
        whole = Mapping(node.at)
        for key in _INHERITED_KEYS:
            given = node.get(key, base.get(key) if base else None)
            if key == "usual" and base is not None and "usual" in base and key in node:
                given = self._merge_answers(base["usual"], node[key])
            if given is not None:
                whole.put(key, given, node.key_at(key))
        if "periods" in node:
            whole.put("periods", node["periods"], node.key_at("periods"))
        return whole

    def _merge_answers(self, usual: Node | None, own: Node) -> Mapping:
        """Return the usual answers with those of one period over them, by whole path."""
        flat = Mapping(own.at)
        for node in (usual, own):
            for path, value, at in self._flatten(node, ""):
                if isinstance(value, Scalar) and value.text == NOT_ANSWERED:
                    flat.pop(path, None)
                else:
                    flat.put(path, value, at)
        return flat

    def _flatten(self, node: Node | None, prefix: str) -> Iterator[tuple[str, Node, Location]]:
        if not isinstance(node, Mapping):
            return
        for key, value in node.items():
            path = f"{prefix}{key}"
            group = any(known.startswith(f"{path}.") for known in self.regime.returns)
            if group and isinstance(value, Mapping):
                yield from self._flatten(value, f"{path}.")
            else:
                yield path, value, node.key_at(key)

    def _group(self, name: str, whole: Mapping) -> AuthorisedGroup | None:
        """Build the group of a case by reading it as a file of returns."""
        at = whole.at
        root = Mapping(at)
        root.put("name", Scalar(name, at.file, at.line, at.column), at)
        for key in _GROUP_KEYS:
            if key in whole:
                root.put(key, whole[key], whole.key_at(key))
        root.put("returns", self._returns(whole), at)
        try:
            return build_group(root, at.file, self.context)
        except InvalidSubmission as error:
            self.problems += error.problems
            return None

    def _returns(self, whole: Mapping) -> Sequence:
        returns = Sequence(whole.at)
        period = self._first(whole)
        for given in require_sequence(whole.get("periods", Sequence(whole.at)), self.problems):
            if period is None:
                break
            if isinstance(given, Mapping):
                returns.append(self._return(period, given, whole.get("usual")))
            elif not (isinstance(given, Scalar) and given.text == UNFILED):
                self.wrong(given.at, "a period is its answers, or `unfiled`")
            period = self.calendar.next_period(period)
        return returns

    def _first(self, whole: Mapping) -> Period | None:
        first = whole.get("first")
        period = self.context.parse_period(first.text) if isinstance(first, Scalar) else None
        if period is None:
            self.wrong(
                whole.at, "`first` is missing", f"write it such as {self.context.example_label}"
            )
        return period

    def _return(self, period: Period, given: Mapping, usual: Node | None) -> Mapping:
        at = given.at
        entry, own = Mapping(at), Mapping(at)
        for key, value in given.items():
            (entry if key == "causes" else own).put(key, value, given.key_at(key))
        for key, text in (("period", period.label), ("received_on", period.due.isoformat())):
            entry.put(key, Scalar(text, at.file, at.line, at.column), at)
        entry.put("answers", self._merge_answers(usual, own), at)
        return entry

    def _expected(self, expected: MappingOf[str, str], at: Location) -> None:
        regime = self.regime
        triggers = {trigger.id: TRIGGER_STATES for trigger in regime.triggers}
        controls = {f"control of {name}": tuple(map(str, Control)) for name in triggers}
        none_or_more = ("0", *map(str, SEVERITIES))
        severities = {f"severity of {name}": none_or_more for name in triggers}
        known: dict[str, tuple[str, ...]] = {**triggers, **controls, **severities}
        known["stage"] = tuple(regime.stages)
        known["interim"] = ("true", "false")
        known["exit"] = ("met", "not met", "unknown")
        known["deadline"] = tuple(map(str, DeadlineState))
        for name, value in expected.items():
            if name in UNCHECKED:
                continue
            self._one_of(name, (*known, *UNCHECKED), at)
            if name in known:
                self._one_of(value, known[name], at)

    def _settings(self, given: MappingOf[str, str], node: Mapping) -> Iterator[tuple[str, Answer]]:
        for name, value in given.items():
            try:
                yield parse_override(f"{name}={value}", self.regime.rules)
            except InvalidOption as error:
                self.wrong(node.key_at("set"), str(error))

    def _rows(self, node: Mapping) -> Iterator[AnyRegimeCase]:
        written = validate_shape(WrittenRows, node, self.problems)
        if written is None:
            return
        kind, name = (
            ("responses", written.responses) if written.responses else ("moves", written.moves)
        )
        known = self._known_words(kind)
        for number, place in enumerate(require_sequence(node["rows"], []), start=1):
            cells = require_sequence(place, [])
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

    def _known_words(self, kind: str) -> tuple[tuple[str, ...], ...]:
        """Return the words that `any` stands for in each cell; none where it may not stand."""
        if kind == "responses":
            grades = tuple(map(str, CAPABILITIES))
            return (tuple(map(str, SEVERITIES)), grades, tuple(map(str, Control)), ())
        stages, responses = tuple(self.regime.stages), ("none", *self.regime.responses)
        return (
            stages,
            responses,
            tuple(map(str, ExitResult)),
            tuple(map(str, DeadlineState)),
            (),
            (),
        )

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
            exit=self._word(exits, ExitResult, at),
            clock=self._word(clock, DeadlineState, at),
            without=closed,
            to=self._one_of(to, tuple(self.regime.stages), at),
            at=at,
        )

    def _word(self, text: str, kind: type[Choice], at: Location) -> Choice:
        return kind(self._one_of(text, tuple(map(str, kind)), at))

    def _one_of(self, text: str, known: tuple[str, ...], at: Location) -> str:
        try:
            return parse_choice(text, known)
        except InvalidScalar as refused:
            self.wrong(at, refused.message, refused.remedy)
            return known[0]
