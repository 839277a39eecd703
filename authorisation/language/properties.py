"""Reads `properties/*.yaml` of a rule set, and of those that it extends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from authorisation.errors import InvalidRules
from authorisation.feel.syntax import tree as syntax
from authorisation.language.answers.answers import AnswerReading, parameter_question, read_answer
from authorisation.language.check.conditions import RuleProblems
from authorisation.language.check.expressions.checker import ExpressionChecker
from authorisation.language.check.rule_set import derived_types
from authorisation.language.check.types.comparisons import Operand
from authorisation.language.check.types.scope import (
    FINDINGS,
    NameScope,
    finding_type,
    group_types,
    rule_scope,
)
from authorisation.language.check.types.types import Fields, ListOf, Number, Text, Type
from authorisation.language.rules.find import find_rule_set_folder
from authorisation.language.rules.load import load_rule_set, rule_set_folders
from authorisation.language.rules.references import checked_citation
from authorisation.language.written.cases import WrittenBeside, WrittenBounds, WrittenProperty
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Scalar
from authorisation.language.yaml.files import list_yaml_files, read_yaml_file
from authorisation.language.yaml.problems import Problems, require_mapping, require_sequence
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.case import BesideSet, Figures, FiguresScope, FreeFigure, Property
from authorisation.model.question import NUMERIC
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula
from authorisation.model.submission import Stage

OUTCOME: Final = "outcome"
OUTCOMES: Final = "outcomes"
BESIDE: Final = "beside"
_NO_OTHERS: Final = "a property is about one submission, and no other is assessed with it"
_NO_BESIDE: Final = "name the other rule set under `beside`, such as `beside: SET`"


class PropertyChecker(ExpressionChecker):
    """The check of a formula in which a bare number may stand for a threshold.

    In rules a threshold is a parameter, so that it can be changed; a promise names its figure, and
    that is in the unit of what it is compared with.
    """

    __slots__ = ()

    def operand(self, node: syntax.Node, kind: Type) -> Operand:
        """Pair a part's type with its text."""
        if isinstance(kind, Number) and kind.written:
            kind = replace(kind, unit=None)
        return Operand(self.quote(node), kind)


def property_scope(rules: RuleSet, beside: RuleSet | None) -> NameScope:
    """The names of the rules, and what came out under them and under those beside them."""
    scope = rule_scope(rules, derived_types(rules, RuleProblems()))
    elsewhere = {"others": _NO_OTHERS}
    top = dict(scope.top)
    questions = dict(rules.questions)
    if beside is None:
        elsewhere[BESIDE] = _NO_BESIDE
    else:
        questions |= beside.questions
        top |= group_types(questions)
        top[BESIDE] = Fields(_results(beside), group=BESIDE)
    return replace(
        scope,
        top={**top, **_results(rules)},
        questions=tuple(questions),
        unasked=scope.unasked - questions.keys(),
        elsewhere=elsewhere,
    )


def _results(rules: RuleSet) -> dict[str, Type]:
    outcome = Text(tuple(row.id for row in rules.outcomes))
    return {FINDINGS: ListOf(finding_type(rules)), OUTCOME: outcome, OUTCOMES: ListOf(outcome)}


PROPERTIES_FOLDER: Final = "properties"
_OVERRIDE: Final = "give a property of the same id here that does without it"


@dataclass(frozen=True, slots=True)
class LoadedProperties:
    """The properties of a rule set, and the rule sets that stand beside it in some of them."""

    properties: tuple[Property, ...]
    beside: dict[str, RuleSet]
    """By the name under which a property has it."""


def load_properties(name_or_path: str | Path, rules: RuleSet, *, root: Path) -> LoadedProperties:
    """Return the properties of a rule set, named as for `load_rule_set`, and those it inherits.

    One of the same id stands in place of an inherited one, `amend` changes some keys of it, and
    what was promised beside these very rules is not inherited.

    Raises:
        InvalidRules: with every problem in the properties, or in rules that stand beside these.
    """
    _, base = find_rule_set_folder(name_or_path, root)
    reader = _PropertyReader(rules, base)
    lineage = rule_set_folders(name_or_path, root)
    names = (rules.id, *(parent.name for parent in lineage[1:]))
    found: dict[str, Property] = {}
    for place, name in zip(lineage, names, strict=True):
        own: dict[str, Property] = {}
        for each in reader.read_folder(place, name, frozenset(found)):
            if each.id in own:
                message = f"a property called {quote(each.id)} is already at {own[each.id].at}"
                reader.problems.wrong(each.at, message, "give each property an id of its own")
            own.setdefault(each.id, each)
        found |= own
    for name, (node, _) in reader.amended.items():
        reader.problems.unknown_name(name, node.at, (), "inherited property")
    if reader.problems:
        raise InvalidRules(reader.problems)
    return LoadedProperties(tuple(found.values()), reader.beside)


@dataclass(slots=True)
class _PropertyReader:
    rules: RuleSet
    base: Path
    problems: Problems = field(default_factory=Problems, init=False)
    beside: dict[str, RuleSet] = field(default_factory=dict, init=False)
    scopes: dict[str, NameScope] = field(default_factory=dict, init=False)
    amended: dict[str, tuple[Mapping, str]] = field(default_factory=dict, init=False)
    """What is to change in inherited properties, by their ids, and which rule set says so."""

    def read_folder(
        self, place: Path, rule_set: str, replaced: frozenset[str]
    ) -> Iterator[Property]:
        """Yield the properties in the files of one rule set, but for those that are replaced."""
        for path in list_yaml_files(place / PROPERTIES_FOLDER):
            root = read_yaml_file(path, self.problems, within=place)
            for node in require_sequence(root, self.problems) if root is not None else ():
                if isinstance(node, Mapping) and list(node) == ["amend"]:
                    self._amend(node["amend"], rule_set)
                    continue
                whole, of = self._whole(node, rule_set)
                written = validate_shape(WrittenProperty, whole, self.problems)
                if written is None or not isinstance(whole, Mapping) or written.id in replaced:
                    continue
                found = self._read(written, whole, of)
                if found is not None:
                    yield found

    def _amend(self, node: Node, rule_set: str) -> None:
        """Take down what is to change in a property that is inherited."""
        change = require_mapping(node, self.problems)
        identifier = change.get("id")
        if not isinstance(identifier, Scalar) or len(change) == 1:
            what = "`amend` names a property by its `id`, and has the keys that change"
            self.problems.wrong(node.at, what)
            return
        # The nearest rule set has the last word on a key.
        before, of = self.amended.get(identifier.text, (Mapping(node.at), rule_set))
        self.amended[identifier.text] = (Mapping.merged(before.at, change, before), of)

    def _whole(self, node: Node, rule_set: str) -> tuple[Node, str]:
        """A property with what rule sets that inherit it change, and the nearest of these."""
        identifier = node.get("id") if isinstance(node, Mapping) else None
        if not isinstance(identifier, Scalar) or not isinstance(node, Mapping):
            return node, rule_set
        change, of = self.amended.get(identifier.text, (None, rule_set))
        if change is None or of == rule_set:
            return node, rule_set
        del self.amended[identifier.text]
        return Mapping.merged(change.at, node, change), of

    def _read(self, written: WrittenProperty, node: Mapping, rule_set: str) -> Property | None:
        beside = self._beside(node)
        inherited = rule_set != self.rules.id
        if inherited and beside is not None and beside.rules.partition("@")[0] == self.rules.id:
            return None
        claims = [claim for claim in (written.never, written.always) if claim is not None]
        if len(claims) != 1:
            what = "a property says what is never so or what is always so"
            remedy = "give it `never` or `always`, and not both"
            self.problems.wrong(node.at, what, remedy)
            return None
        if beside is not None and beside.rules not in self.beside:
            return None
        if not inherited:
            self._check_day(written.as_of, self.rules, node)
        for formula, key in ((written.given, "given"), (claims[0], "the claim")):
            if formula is not None:
                self._check(formula, key, beside, inherited=inherited)
        for cited in written.source:
            checked_citation(cited, self.rules.sources, self.problems, "")
        return Property(
            id=written.id,
            title=written.title,
            why=written.why,
            given=written.given,
            claim=claims[0],
            always=written.always is not None,
            stages=tuple(dict.fromkeys(written.stages)) or tuple(Stage),
            as_of=written.as_of,
            answers=written.answers,
            figures=self._figures(node.get("figures")),
            beside=beside,
            sources=tuple(cited.text for cited in written.source),
            expect_refuted=written.expect.refuted if written.expect else "",
            rule_set=rule_set,
            at=node.at,
        )

    def _check(
        self, formula: Formula, what: str, beside: BesideSet | None, *, inherited: bool
    ) -> None:
        """Report what is wrong in a formula; the remedy of an inherited one is another like it."""
        found = Problems()
        checker = PropertyChecker(formula, found)
        tree = checker.tree()
        if tree is not None:
            checker.condition(tree, self._scope(beside), what)
        for problem in found:
            remedy = _OVERRIDE if inherited else problem.remedy
            self.problems.wrong(problem.at, problem.message, remedy)

    def _check_day(self, day: date | None, rules: RuleSet, node: Mapping) -> None:
        """Report a day on which rules are not there yet, so that nothing is assessed on it."""
        begins = rules.in_force[0]
        if day is not None and day < begins:
            written = node.get("as_of")
            message = f"on {day} {rules.id} is not in force yet"
            remedy = f"give `as_of` a day from {begins} on, or leave it out for that day"
            self.problems.wrong(written.at if written else node.at, message, remedy)

    def _scope(self, beside: BesideSet | None) -> NameScope:
        name = beside.rules if beside else ""
        if name not in self.scopes:
            self.scopes[name] = property_scope(self.rules, self.beside.get(name))
        return self.scopes[name]

    def _beside(self, node: Mapping) -> BesideSet | None:
        written = node.get("beside")
        match written:
            case None:
                return None
            case Scalar():
                named = BesideSet(written.text)
            case _:
                shape = validate_shape(WrittenBeside, written, self.problems)
                if shape is None:
                    return None
                named = BesideSet(shape.rules.text, shape.as_of)
        if named.rules not in self.beside:
            try:
                self.beside[named.rules] = load_rule_set(named.rules, root=self.base)
            except InvalidRules as error:
                self.problems.wrong(
                    written.at,
                    f"the rules {quote(named.rules)} that stand beside these cannot be used",
                    f"see `authorise check {named.rules}`: {error.problems[0].message}",
                )
        if named.rules in self.beside and isinstance(written, Mapping):
            self._check_day(named.as_of, self.beside[named.rules], written)
        return named

    def _figures(self, written: Node | None) -> Figures:
        match written:
            case None:
                return FiguresScope.IN_FORCE
            case Scalar():
                named = self.problems.one_of(written.text, tuple(FiguresScope), written.at)
                return FiguresScope(named)
            case Mapping() if len(written) == 1:
                ((name, bounds),) = written.items()
                return self._free_figure(name, bounds, written) or FiguresScope.IN_FORCE
            case _:
                remedy = "write `in force`, `any`, or one figure such as `{NAME: {from: 1, to: 9}}`"
                self.problems.wrong(written.at, "`figures` says which figures are meant", remedy)
                return FiguresScope.IN_FORCE

    def _free_figure(self, name: str, bounds: Node, written: Mapping) -> FreeFigure | None:
        parameter = self.rules.parameters.get(name)
        if parameter is None:
            known = self.rules.parameters
            self.problems.unknown_name(name, written.key_at(name), known, "parameter")
            return None
        if parameter.type not in NUMERIC:
            message = f"{quote(name)} is no number, and cannot be left free"
            self.problems.wrong(written.key_at(name), message)
            return None
        shape = validate_shape(WrittenBounds, bounds, self.problems)
        if shape is None:
            return None
        question = parameter_question(parameter)
        reading = AnswerReading(self.problems)
        low, high = (read_answer(end, question, name, reading) for end in (shape.low, shape.high))
        if not isinstance(low, Decimal) or not isinstance(high, Decimal):
            return None  # which was said when it was read
        if low > high:
            self.problems.wrong(bounds.at, "`from` is greater than `to`", "exchange them")
            return None
        return FreeFigure(name, low, high)
