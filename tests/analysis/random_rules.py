"""Rule sets drawn at random from a seed, in which lists are looked at in every way there is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from msgspec.structs import replace

from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
)
from authorisation.model.question import ConsistencyTest, Question, ValueType
from authorisation.model.rules import (
    Criterion,
    DatedSeverity,
    DatedValue,
    DatedValueKind,
    Derived,
    Outcome,
    Parameter,
    RuleSet,
    Severity,
)
from authorisation.model.source import Formula
from authorisation.model.value import Answer, Items
from tests.shipped import shipped_rules

DAY: Final = date(2020, 1, 1)
ABC: Final = ("a", "b", "c")
PEOPLE, THINGS, INSIDE, KINDS = "g.people", "things", "subs", "kinds"
Picked = TypeVar("Picked")
Around: TypeAlias = tuple[tuple[str, str], ...]
"""The names of loops, each with the list that it goes through."""


def _question(path: str, kind: ValueType, *fields: Question, **more: object) -> Question:
    each = MappingProxyType({field.path: field for field in fields})
    return Question(path=path, type=kind, ask=path, each=each, **more)  # type: ignore[arg-type]


BANK: Final = {
    question.path: question
    for question in (
        _question(
            PEOPLE,
            ValueType.LIST,
            _question("role", ValueType.CHOICE, of=ABC, none="no role"),
            _question("side", ValueType.CHOICE, of=ABC),
            _question("flag", ValueType.BOOLEAN),
            _question("maybe", ValueType.BOOLEAN, none="cannot say"),
            _question("size", ValueType.INTEGER, minimum=Decimal(0), maximum=Decimal(10)),
            _question("won", ValueType.DATE, none="never"),
            _question("tags", ValueType.CHOICES, of=ABC),
            _question("code", ValueType.CODE),
            _question(
                INSIDE,
                ValueType.LIST,
                _question("kind", ValueType.CHOICE, of=ABC),
                _question("ok", ValueType.BOOLEAN),
            ),
        ),
        _question(
            THINGS,
            ValueType.LIST,
            _question("kind", ValueType.CHOICE, of=ABC),
            _question("uses", ValueType.CHOICES, of=ABC),
            _question("owner", ValueType.CHOICE, of=ABC, none="nobody"),
            _question("amount", ValueType.NUMBER, minimum=Decimal(0)),
            _question("good", ValueType.BOOLEAN),
        ),
        _question("words", ValueType.LIST),
        _question("n", ValueType.INTEGER, minimum=Decimal(0)),
        _question("yes", ValueType.BOOLEAN),
        _question("opts", ValueType.CHOICES, of=ABC),
    )
}


@dataclass
class RandomRules:
    """Draws one rule set."""

    random: random.Random
    names: int = 0

    def rule_set(self) -> RuleSet:
        """A rule set of a few criteria; some of its figures were never set."""
        criteria: dict[str, Criterion] = {}
        for number in range(self.random.randint(1, 6)):
            criteria[f"C{number}"] = self._criterion(f"C{number}", tuple(criteria))
        figures = self._figures()
        derived = {
            "d_count": f"count({self._filtered(PEOPLE, PEOPLE, ())})",
            "d_some": f"some z in {self._filtered(THINGS, THINGS, ())} satisfies z.good",
        }
        count_met = Formula('count(findings[verdict = "met"]) >= 2')
        return replace(
            shipped_rules("gpcc-2010"),
            criteria=MappingProxyType(criteria),
            parameters=MappingProxyType({figure.name: figure for figure in figures}),
            derived=MappingProxyType(
                {n: Derived(name=n, title=n, value=Formula(text)) for n, text in derived.items()}
            ),
            questions=MappingProxyType(BANK),
            bank=MappingProxyType(BANK),
            consistency=tuple(self._consistency()),
            outcomes=(
                Outcome(id="two", title="two", when=count_met, sources=("s",)),
                Outcome(id="other", title="other", when=Formula("true"), sources=("s",)),
            ),
            in_force=(DAY, None),
            dated_by="",
        )

    def _criterion(self, name: str, others: tuple[str, ...]) -> Criterion:
        gate = DatedSeverity(since=DAY, severity=Severity.GATE)
        applies = self._condition((), 1, others) if self._one_in(3) else None
        require = self._condition((), 3, others)
        return Criterion(
            id=name,
            title=name,
            severities=(gate,),
            sources=("s",),
            require=require,
            applies=applies,
        )

    def _figures(self) -> list[Parameter]:
        two = Items(tuple(self.random.sample(ABC, 2)))
        return [
            _figure("line", ValueType.INTEGER, Decimal(self.random.randint(0, 4))),
            _figure("half", ValueType.NUMBER, Decimal("1.5")),
            _figure(KINDS, ValueType.CHOICES, two),
            _figure("gone", ValueType.CHOICES, None),
            _figure("limit", ValueType.INTEGER, None),
        ]

    def _consistency(self) -> list[ConsistencyTest]:
        tests = (
            "sum(things.amount) <= n",
            f"count({PEOPLE}) = n",
            f"count(distinct values({PEOPLE}.code)) = count({PEOPLE})",
        )
        return [ConsistencyTest(Formula(test), "x") for test in tests if self._one_in(2)]

    # Conditions.

    def _condition(self, around: Around, depth: int, others: Sequence[str]) -> Condition:
        form = self.random.randint(0, 19) if depth else 0
        if form < 7:
            return self._leaf(around)
        if form < 13:
            parts = tuple(self._condition(around, depth - 1, others) for _ in range(2))
            two = Formula(self._pick("line", "1", "2"))
            return (
                AllOf(of=parts),
                AllOf(of=parts),
                AnyOf(of=parts),
                AnyOf(of=parts),
                Not(part=parts[0]),
                AtLeast(n=two, of=parts),
            )[form - 7]
        if form == 13 and others:
            return CriterionRef(criterion=self.random.choice(others))
        return self._items(around, depth, others)

    def _items(self, around: Around, depth: int, others: Sequence[str]) -> Condition:
        name, source = self._name(), self._pick(PEOPLE, THINGS, KINDS)
        inner = [of for of, goes_through in around if goes_through == PEOPLE]
        if inner and self._one_in(4):
            source, within = INSIDE, self._filtered(INSIDE, f"{inner[0]}.{INSIDE}", around)
        elif source == KINDS:
            within = self._pick(KINDS, "gone", "opts", '["a", "b"]')
        else:
            within = self._filtered(source, source, around)
        body = self._condition((*around, (name, source)), depth - 1, others)
        form: type[Every | Some] = Every if self._one_in(2) else Some
        return form(item=name, within=Formula(within), satisfies=body)

    def _leaf(self, around: Around) -> Leaf:
        source = self._pick(PEOPLE, THINGS)
        listed = self._filtered(source, source, around)
        inner = [of for of, goes_through in around if goes_through == PEOPLE]
        if inner and self._one_in(4):
            listed = self._filtered(INSIDE, f"{inner[0]}.{INSIDE}", around)
        op, line = self._pick(">=", ">", "<", "<=", "=", "!="), self._pick("line", "2", "half")
        name, listed_again = self._name(), self._filtered(source, source, around)
        body = self._test(source, f"{name}.", around)
        tests = [
            *([f"count({listed}) {op} {line}"] * 5),
            f"line + 1 {op} count({listed})",
            f"count({listed}) between 1 and line",
            f"count({listed}) >= limit",
            f"{self._pick('every', 'some')} {name} in {listed_again} satisfies {body}",
            f"list contains({self._pick('words', 'g.people.role')}, {self._pick_text()})",
            self._pick("d_count >= line", "d_some", "d_count < 2"),
            self._pick("count(words) >= line", "count(words) = n", "yes", "n > limit"),
        ]
        for of, goes_through in around:
            test = f"{of} = {self._pick_text()}"
            if goes_through != KINDS:
                test = self._test(goes_through, f"{of}.", ())
            tests += [test] * 4
        return Leaf(test=Formula(self.random.choice(tests)))

    def _filtered(self, source: str, written: str, around: Around) -> str:
        filters = self.random.choice((0, 1, 1, 1, 2))
        return written + "".join(f"[{self._test(source, '', around)}]" for _ in range(filters))

    def _test(self, source: str, of: str, around: Around) -> str:
        """A test of an item whose fields begin with `of`."""
        form = self.random.randint(0, 9)
        if form < 5:
            return self._atom(source, of, around)
        one, other = self._atom(source, of, around), self._atom(source, of, around)
        return f"{one} and {other}" if form < 8 else f"({one} or {other})"

    def _atom(self, source: str, of: str, around: Around) -> str:
        text = self._pick_text()
        tests = {
            PEOPLE: [
                f"{of}role = {text}",
                f"{of}role != {text}",
                f"{of}side in [{text}, {self._pick_text()}]",
                f"{of}flag",
                f"{of}maybe",
                f"not({of}maybe)",
                f"{of}size > 5",
                f"{of}won != null",
                f'{of}won < date("2019-06-01")',
                f"list contains({of}tags, {text})",
                f"count(things[kind = {of}role]) > line",
                f"{of}size > limit" if self._one_in(4) else "yes",
            ],
            THINGS: [
                f"{of}kind = {text}",
                f"{of}owner != null",
                f"list contains({of}uses, {text})",
                f"{of}amount >= 3",
                f"{of}amount <= n",
                f"{of}good",
            ],
            INSIDE: [f"{of}kind = {text}", f"{of}ok", f"not({of}ok)"],
        }[source]
        for name, goes_through in around:
            field = "role" if source == PEOPLE else "kind"
            other = {KINDS: "", PEOPLE: ".side", THINGS: ".owner", INSIDE: ".kind"}[goes_through]
            tests += [f"{of}{field} = {name}{other}"] * 3
        return self.random.choice(tests)

    def _name(self) -> str:
        self.names += 1
        return f"v{self.names}"

    def _one_in(self, number: int) -> bool:
        return self.random.randrange(number) == 0

    def _pick(self, *of: Picked) -> Picked:
        return self.random.choice(of)

    def _pick_text(self) -> str:
        return f'"{self.random.choice(ABC)}"'


def _figure(name: str, kind: ValueType, value: Answer) -> Parameter:
    setting = DatedValueKind.ABOLISHED if value is None else DatedValueKind.VALUE
    dated = DatedValue(since=DAY, setting=setting, value=value)
    return Parameter(name=name, title=name, type=kind, values=(dated,))


def rules_of(*conditions: Condition, consistency: Sequence[str] = ()) -> RuleSet:
    """Rules that ask for each of some conditions, of lists of people and things."""
    gate = DatedSeverity(since=DAY, severity=Severity.GATE)
    criteria = [
        Criterion(id=f"C{at}", title="", severities=(gate,), sources=(), require=condition)
        for at, condition in enumerate(conditions)
    ]
    tests = tuple(ConsistencyTest(Formula(test), "") for test in consistency)
    return replace(
        RandomRules(random.Random(0)).rule_set(),
        criteria=MappingProxyType({criterion.id: criterion for criterion in criteria}),
        consistency=tests,
    )


def leaf(test: str) -> Leaf:
    """A condition of one test."""
    return Leaf(test=Formula(test))
