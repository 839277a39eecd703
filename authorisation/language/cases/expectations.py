"""Reads what a case expects: verdicts, margins and outcomes."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from authorisation.errors import InvalidOption, InvalidRules
from authorisation.language.answers.from_python import format_given, mapping_from_python
from authorisation.language.written.cases import WrittenExpected
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence, text_of
from authorisation.language.yaml.names import PlacedName
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import parse_boolean, parse_number
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.case import Case, CaseMargin, CriterionExpectation
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location
from authorisation.model.verdict import Verdict

OUTCOME: Final = "outcome"
IN_FORCE: Final = "in_force"
UNBOUNDED: Final = "unbounded"
NOT_COMPARED: Final = "not compared"
PAIR: Final = 2
REMOVED_REMEDY: Final = "it was removed here: give a case of the same name that does without it"


def expectations_from_python(expect: object, rules: RuleSet) -> ExpectationReader:
    """Read what is expected of each criterion and of the outcome, as a case's file would say it.

    Raises:
        InvalidRules: with every problem of every entry.
        InvalidOption: it expects nothing.
    """
    problems = Problems()
    if not isinstance(expect, MappingOf) or not expect:
        raise InvalidOption(
            f"expect: {format_given(expect)} expects nothing",
            'give what must come out, such as {"FIN-3a": "met"}',
        )
    node = mapping_from_python(expect, "expect", problems)
    reader = ExpectationReader(rules, problems)
    reader.add_all(node)
    if problems:
        raise InvalidRules(problems)
    return reader


@dataclass(slots=True)
class ExpectationReader:
    """Reads what one case expects, adding every problem."""

    rule_set: RuleSet
    problems: Problems
    criteria: dict[str, CriterionExpectation] = field(default_factory=dict)
    outcome: str | tuple[str, ...] | None = None
    in_force: bool | None = None

    def add_all(self, written: Mapping) -> None:
        """Read every entry of `expect`."""
        for name, node in written.items():
            self.add(name, node, written.key_at(name))

    def add(self, name: str, node: Node, at: Location) -> None:
        """Read what is expected of one criterion, the outcome, or the rules' being in force."""
        if isinstance(node, Scalar) and node.text == NOT_COMPARED:
            return
        if name == OUTCOME:
            self.outcome = self._outcomes(node)
        elif name == IN_FORCE:
            self.in_force = self.problems.parsed(parse_boolean, text_of(node), node.at)
        elif name not in self.rule_set.criteria:
            gone = name in self.rule_set.removed
            near = () if gone else (*self.rule_set.criteria, OUTCOME, IN_FORCE)
            remedy = REMOVED_REMEDY if gone else ""
            self.problems.unknown_name(name, at, near, "criterion", remedy)
        else:
            self.criteria[name] = self._expected(node)

    def put_into(self, case: Case) -> Case:
        """Return a case that expects what was read."""
        return replace(case, expect=self.criteria, outcome=self.outcome, in_force=self.in_force)

    def _outcomes(self, node: Node) -> str | tuple[str, ...] | None:
        known = [row.id for row in self.rule_set.outcomes]
        match node:
            case Scalar():
                return self.problems.one_of(node.text, known, node.at)
            case Sequence() if node and all(isinstance(item, Scalar) for item in node):
                return tuple(
                    self.problems.one_of(item.text, known, item.at)
                    for item in node
                    if isinstance(item, Scalar)
                )
            case _:
                self.problems.wrong(node.at, "`outcome` must be one outcome, or a list of them")
                return None

    def _expected(self, node: Node) -> CriterionExpectation:
        if isinstance(node, Scalar):
            return CriterionExpectation(verdict=self._verdict(node))
        written = validate_shape(WrittenExpected, node, self.problems)
        if written is None:
            return CriterionExpectation()
        if not written.verdict and written.margin is None:
            self.problems.wrong(node.at, "nothing is expected here", "give a verdict or a margin")
        return CriterionExpectation(
            verdict=self._verdict(written.verdict) if written.verdict else None,
            margin=self._margin(written.margin) if written.margin is not None else None,
        )

    def _verdict(self, written: Scalar | PlacedName) -> Verdict:
        return Verdict(self.problems.one_of(written.text, tuple(Verdict), written.at))

    def _margin(self, node: Node) -> CaseMargin | None:
        match node:
            case Scalar():
                number, unit = self._figure(node)
                return CaseMargin(low=number, high=number, unit=unit)
            case Sequence() if len(node) == PAIR:
                ends = [self._figure(item) for item in node if isinstance(item, Scalar)]
                if len(ends) == PAIR:
                    (low, unit), (high, other) = ends
                    return CaseMargin(low=low, high=high, unit=unit or other)
        remedy = "write `1`, `-1 day`, `10%` or a pair such as `[-5, 3]`"
        self.problems.wrong(node.at, "this is not a margin", remedy)
        return None

    def _figure(self, node: Scalar) -> tuple[Decimal | None, str]:
        if node.text == UNBOUNDED:
            return None, ""
        number, _, unit = node.text.partition(" ")
        if number.endswith("%") and not unit:
            share = self.problems.parsed(parse_number, number[:-1], node.at)
            return None if share is None else share / 100, "%"
        return self.problems.parsed(parse_number, number, node.at), unit.strip()
