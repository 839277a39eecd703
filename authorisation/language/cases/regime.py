"""Reads the cases of a failure regime in `cases/regime/*.yaml`, and what is expected of each."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from authorisation.errors import InvalidOption, InvalidSubmission
from authorisation.language.answers.returns import ReturnsContext, build_group
from authorisation.language.cases.reader import CaseEntry, CaseReader, table_rows
from authorisation.language.regime.figures import check_settings
from authorisation.language.rules.override import parse_override
from authorisation.language.written.cases import WrittenRegimeCase, WrittenRows
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.problems import require_mapping, require_sequence
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.calendar import example_label, next_period, parse_period
from authorisation.model.case import AnyRegimeCase, MoveCase, RegimeCase, ResponseCase
from authorisation.model.regime import (
    CAPABILITIES,
    SEVERITIES,
    Control,
    DeadlineState,
    ExitResult,
    Regime,
)
from authorisation.model.returns import AuthorisedGroup, Period
from authorisation.model.source import Location
from authorisation.model.value import NOT_ANSWERED, Answer

REGIME_CASES_FOLDER: Final = "cases/regime"
UNFILED: Final = "unfiled"
TRIGGER_STATES: Final = ("no", "watch", "fires", "serious", "unknown")
UNCHECKED: Final = ("response", "powers", "limbs", "severity", "review")
_GROUP_KEYS: Final = (
    "authorised_on",
    "first",
    "at_authorisation",
    "conditions",
    "capability",
    "acts",
)
_INHERITED_KEYS: Final = (*_GROUP_KEYS, "usual")
_Entry: TypeAlias = WrittenRegimeCase | WrittenRows


@dataclass(frozen=True, slots=True)
class _Situation:
    """A history as written, and the parameters set for it."""

    node: Mapping
    settings: MappingOf[str, Answer]


@dataclass(frozen=True, slots=True)
class _CaseColumn:
    """A column of one of the two tables, and the words that its cells may hold."""

    known: tuple[str, ...]
    """Empty for a list of powers in one text."""
    single: bool = False
    """Whether a cell holds one value, and neither a list nor `any`."""


def load_regime_cases(
    name_or_path: str | Path, context: ReturnsContext, *, root: Path
) -> tuple[AnyRegimeCase, ...]:
    """Return the cases of a rule set's regime, and those of its parents.

    Raises:
        InvalidRules: with every problem in the cases.
    """
    reader = _RegimeCaseReader(context)
    rule_set = context.regime.rules.id
    return reader.load(name_or_path, REGIME_CASES_FOLDER, root=root, rule_set=rule_set)


@dataclass(slots=True)
class _RegimeCaseReader(CaseReader[_Entry, _Situation, AnyRegimeCase]):
    context: ReturnsContext

    @property
    def regime(self) -> Regime:
        return self.context.regime

    def read_entry(self, node: Node) -> tuple[str, _Entry] | None:
        entry = require_mapping(node, self.problems)
        if "case" in entry:
            case = validate_shape(WrittenRegimeCase, entry, self.problems)
            return None if case is None else (case.case, case)
        if "responses" in entry or "moves" in entry:
            rows = validate_shape(WrittenRows, entry, self.problems)
            return None if rows is None else (rows.responses or rows.moves, rows)
        remedy = "begin it with `case:`, `responses:` or `moves:`"
        self.problems.wrong(entry.at, "this is no case", remedy)
        return None

    def read_cases(self, entry: CaseEntry[_Entry]) -> Iterator[AnyRegimeCase]:
        if isinstance(entry.shape, WrittenRows):
            yield from self._rows(entry.name, entry.shape, entry.node)
        elif case := self._case(entry.name, entry.shape, entry.node, entry.rule_set):
            yield case

    def _case(
        self, name: str, written: WrittenRegimeCase, node: Mapping, rule_set: str
    ) -> RegimeCase | None:
        situation = self.situation(name)
        if not written.expect:
            return None
        if len(written.expect) != len(written.periods):
            message = f"{len(written.expect)} periods are expected and {len(written.periods)} given"
            remedy = "give both lists an entry a period: `{}` expects nothing of one"
            self.problems.wrong(node.key_at("expect"), message, remedy)
            return None
        inherited = rule_set != self.regime.rules.id or "first" not in node
        group = self._group(name, situation.node, any_day=inherited)
        for expected in written.expect:
            self._check_expected(expected, node.key_at("expect"))
        if group is None:
            return None
        return RegimeCase(
            name=name,
            group=group,
            expect=tuple(MappingProxyType(each) for each in written.expect),
            set=situation.settings,
            at=node.at,
        )

    def read_situation(self, entry: CaseEntry[_Entry], base: _Situation | None) -> _Situation:
        node, whole = entry.node, Mapping(entry.node.at)
        before = base.node if base else Mapping(node.at)
        for key in _INHERITED_KEYS:
            given = node.get(key, before.get(key))
            if key == "usual" and key in before and key in node:
                given = self._merge_answers(before[key], node[key])
            if given is not None:
                whole.put(key, given, node.key_at(key))
        if "periods" in node:
            whole.put("periods", node["periods"], node.key_at("periods"))
        return _Situation(whole, self._settings(entry, base.settings if base else {}))

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

    def _group(self, name: str, whole: Mapping, *, any_day: bool) -> AuthorisedGroup | None:
        """Build the group of a case by reading it as a file of returns."""
        at = whole.at
        root = Mapping(at)
        root.put("name", Scalar(name, at.file, at.line, at.column), at)
        for key in _GROUP_KEYS:
            if key in whole:
                root.put(key, whole[key], whole.key_at(key))
        root.put("returns", self._returns(whole), at)
        try:
            return build_group(root, at.file, self.context, any_day=any_day)
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
                self.problems.wrong(given.at, "a period is its answers, or `unfiled`")
            period = next_period(period, self.regime.periods)
        return returns

    def _first(self, whole: Mapping) -> Period | None:
        first = whole.get("first")
        periods = self.regime.periods
        period = parse_period(first.text, periods) if isinstance(first, Scalar) else None
        if period is None:
            remedy = f"write it such as {example_label(periods)}"
            self.problems.wrong(whole.at, "`first` is missing", remedy)
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

    def _check_expected(self, expected: MappingOf[str, str], at: Location) -> None:
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
            self.problems.one_of(name, (*known, *UNCHECKED), at)
            if name in known:
                self.problems.one_of(value, known[name], at)

    def _settings(
        self, entry: CaseEntry[_Entry], inherited: MappingOf[str, Answer]
    ) -> MappingOf[str, Answer]:
        """Return the parameters set for a case, those of the case it extends among them."""
        given = entry.shape.set if isinstance(entry.shape, WrittenRegimeCase) else {}
        places = require_mapping(entry.node.get("set", Mapping(entry.node.at)), self.problems)
        settings = dict(inherited)
        for name, value in given.items():
            try:
                settings.update([parse_override(f"{name}={value}", self.regime.rules)])
            except InvalidOption as error:
                known = name in self.regime.rules.parameters
                at = places[name].at if known else places.key_at(name)
                self.problems.wrong(at, error.message, error.remedy)
        faults = {*check_settings(self.regime, settings if given else {})}
        for problem, figures in sorted(faults - {*check_settings(self.regime, inherited)}):
            named = (places[name].at for name in figures if name in given)
            at = next(named, entry.node.key_at("set"))
            self.problems.wrong(at, problem.message, problem.help)
        return MappingProxyType(settings)

    def _rows(self, name: str, written: WrittenRows, node: Mapping) -> Iterator[AnyRegimeCase]:
        columns = self._columns(written)
        if written.trigger:
            triggers = tuple(trigger.id for trigger in self.regime.triggers)
            self.problems.one_of(written.trigger, triggers, node.key_at("trigger"))
        rows = require_sequence(node["rows"], [])
        message = (
            f"a row of {'responses' if written.responses else 'moves'} has {len(columns)} cells"
        )
        for number, place in table_rows(rows, len(columns), self.problems, message):
            cells = zip(place, columns, strict=True)
            every = [self._cell(node, column, place.at) for node, column in cells]
            several = any(len(each) > 1 for each in every)
            for row in product(*every):
                of = f", {' / '.join(row[:-1])}" if several else ""
                build = _response_case if written.responses else self._move_case
                case = build(f"{name}, row {number}{of}", row, place.at)
                yield replace(case, trigger=written.trigger)

    def _columns(self, written: WrittenRows) -> tuple[_CaseColumn, ...]:
        stages, responses = tuple(self.regime.stages), tuple(self.regime.responses)
        if written.responses:
            controls = tuple(map(str, Control))
            severities, grades = tuple(map(str, SEVERITIES)), tuple(map(str, CAPABILITIES))
            several = map(_CaseColumn, (severities, grades, controls))
            return (*several, _CaseColumn(responses, single=True))
        exits, deadlines = tuple(map(str, ExitResult)), tuple(map(str, DeadlineState))
        several = map(_CaseColumn, (stages, ("none", *responses), exits, deadlines))
        return (*several, _CaseColumn((), single=True), _CaseColumn(stages, single=True))

    def _cell(self, node: Node, column: _CaseColumn, at: Location) -> tuple[str, ...]:
        listed = node if isinstance(node, Sequence) and not column.single else [node]
        found = [each.text for each in listed if isinstance(each, Scalar)]
        if len(found) != len(listed) or not found:
            self.problems.wrong(node.at, "a cell is one value, a list of them, or `any`")
        if found == ["any"] and not column.single:
            return column.known
        if not column.known:
            return tuple(found)
        return tuple(self.problems.one_of(text, column.known, at) for text in found)

    def _move_case(self, name: str, row: tuple[str, ...], at: Location) -> MoveCase:
        stage, response, exits, clock, without, to = row
        closed = () if without == "none" else tuple(w.strip() for w in without.split(","))
        for power in closed:
            self.problems.one_of(power, tuple(self.regime.powers), at)
        return MoveCase(
            name=name,
            stage=stage,
            response=response,
            exit=ExitResult(exits),
            clock=DeadlineState(clock),
            without=closed,
            to=to,
            at=at,
        )


def _response_case(name: str, row: tuple[str, ...], at: Location) -> ResponseCase:
    severity, capability, control, response = row
    return ResponseCase(
        name=name,
        severity=int(severity),
        capability=int(capability),
        control=Control(control),
        response=response,
        at=at,
    )
