"""Which other submissions the criteria of one need to look at, so that not every pair is judged.

Where criteria ask only whether a text of an other equals one of a submission's own, others whose
texts are all foreign to the submission differ in nothing that a finding shows. One of them stands
for all: `every` and `some` come to the same however often an item is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeAlias

import msgspec

from authorisation.engine.judge.assessors import OTHERS
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Origin, Plan, Reference
from authorisation.engine.program.program import Program
from authorisation.feel.closures.expression import Expression, compile  # noqa: A004  (FEEL's own)
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.values import PartialList, Value
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items

_HEAD: Final = frozenset(("name", "code"))
_EQUALITIES: Final = frozenset(("=", "!="))
_OWNERS: Final = 2
"""How many submissions are held of those that are alike: one may be that which is judged."""
_Names: TypeAlias = Mapping[str, str | None]
_Texts: TypeAlias = frozenset[str]
_Profile: TypeAlias = tuple[tuple[str, _Texts], ...]
"""Of each text or list of others that is compared: its kind apart from its texts, and these."""


class ComparedTexts(msgspec.Struct, frozen=True):
    """The texts compared between a submission and the others: by equality, and nothing else."""

    theirs: tuple[str, ...]
    """The dotted names of what is looked at in each other: `area.codes`, `code`."""
    own: frozenset[str]
    """The questions whose texts they are compared with."""

    def questions_of_others(self, program: Program) -> Iterator[str]:
        """Yield the questions that are looked at in each other."""
        for path in program.rules.bank:
            if any(f"{each}.".startswith(f"{path}.") for each in self.theirs):
                yield path


class _OtherUse(Exception):
    """A criterion looks at the others in some other way."""


def compared_texts(program: Program) -> ComparedTexts | None:
    """The texts criteria compare with the others; None where one looks at these in other ways."""
    found = _Comparisons(program)
    try:
        for plan in program.criteria:
            for condition in (plan.applies, plan.require):
                if condition is not None:
                    found.add(condition, {})
    except _OtherUse:
        return None
    compared = ComparedTexts(tuple(sorted(found.theirs)), frozenset(found.own))
    asked = tuple(compared.questions_of_others(program))
    known = all(
        each in _HEAD or any(f"{each}.".startswith(f"{path}.") for path in asked)
        for each in compared.theirs
    )
    return compared if known else None


class _Comparisons:
    """The comparisons with others, collected from conditions."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.theirs: set[str] = set()
        self.own: set[str] = set()

    def add(self, plan: Plan, others: _Names) -> None:
        """Add those of a condition.

        `others` has the names that stand for what is of an other, each with the dotted name of
        that in it, empty for the other itself; and with None those for items of a list of the
        submission's own that is worked out, whose texts need not be those of an answer.
        """
        match plan:
            case LeafPlan():
                self._add_test(plan.test.syntax, plan.references, others)
            case ItemsPlan():
                self._add_items(plan, others)
            case GroupPlan():
                if plan.n is not None:
                    self._refuse_others(plan.n.syntax, plan.references, others)
                for part in plan.parts:
                    self.add(part, others)

    def _add_items(self, plan: ItemsPlan, others: _Names) -> None:
        item, within = plan.condition.item, plan.within.syntax
        if syntax.name_chain(within) == (OTHERS,):
            self.add(plan.body, {**others, item: ""})
        elif field := self._field_of_other(within, others):
            self.add(plan.body, {**others, item: field})
        else:
            self._refuse_others(within, plan.references, others)
            names = {name: each for name, each in others.items() if name != item}
            if not syntax.name_chain(within):
                names[item] = None
            self.add(plan.body, names)

    def _add_test(self, test: syntax.Node, references: Sequence[Reference], others: _Names) -> None:
        match test:
            case _ if not self._mentions(test, references, others):
                pass
            case syntax.And(left=left, right=right) | syntax.Or(left=left, right=right):
                self._add_test(left, references, others)
                self._add_test(right, references, others)
            case syntax.Call(function=syntax.Name(name="not"), positional=(part,), named=()):
                self._add_test(part, references, others)
            case syntax.Call(
                function=syntax.Name(name="list contains"), positional=(left, right), named=()
            ):
                self._add_pair(left, right, references, others)
            case syntax.Comparison(op=op, left=left, right=right) if op in _EQUALITIES:
                self._add_pair(left, right, references, others)
            case _:
                raise _OtherUse

    def _add_pair(
        self, left: syntax.Node, right: syntax.Node, references: Sequence[Reference], others: _Names
    ) -> None:
        sides = [self._field_of_other(side, others) for side in (left, right)]
        own = syntax.dotted_name(right if sides[0] else left)
        worked_out = others.get(own.partition(".")[0], "") is None
        if all(sides) or not any(sides) or worked_out:
            raise _OtherUse
        looked_at = [each for each in references if each.name == own]
        if not looked_at:
            raise _OtherUse
        for each in looked_at:
            if each.origin not in {Origin.ANSWER, Origin.ITEM} or not each.question:
                raise _OtherUse
            self.own.add(each.question)

    def _field_of_other(self, node: syntax.Node, others: _Names) -> str:
        """The field of an other that an expression names, noted as looked at; else empty."""
        first, *rest = syntax.name_chain(node) or ("",)
        within = others.get(first)
        if within is None:
            return ""
        field = ".".join(part for part in (within, *rest) if part)
        if field:
            self.theirs.add(field)
        return field

    def _refuse_others(
        self, node: syntax.Node, references: Sequence[Reference], others: _Names
    ) -> None:
        if self._mentions(node, references, others):
            raise _OtherUse

    def _mentions(self, node: syntax.Node, references: Sequence[Reference], others: _Names) -> bool:
        """Whether an expression may look at an other, by itself or by a derived value."""
        behind = (each.name for each in self._program.expand(references))
        names = (OTHERS, *(name for name, field in others.items() if field is not None))
        return OTHERS in behind or any(syntax.mentions(node, name) for name in names)


class OtherSubmissions:
    """The submissions of a round, from which each is given those that it needs to look at."""

    def __init__(
        self,
        program: Program,
        submissions: Iterable[tuple[int, Submission]],
        compared: ComparedTexts | None,
    ) -> None:
        """`submissions` are all, by number; where `compared` is None each is given all others."""
        self._compared = compared
        self._owners: dict[_Profile | int, list[tuple[int, Submission]]] = {}
        self._alike: dict[tuple[str, ...], list[_Profile]] = {}
        self._holding: dict[str, list[_Profile]] = {}
        fields = [compile(f"other.{each}") for each in compared.theirs] if compared else []
        for number, each in submissions:
            if compared is None:
                self._owners[number] = [(number, each)]
            else:
                self._add(_profile(program, each, fields), number, each)

    def _add(self, profile: _Profile, number: int, submission: Submission) -> None:
        owners = self._owners.setdefault(profile, [])
        if not owners:
            self._alike.setdefault(tuple(kind for kind, _ in profile), []).append(profile)
            for text in {text for _, texts in profile for text in texts}:
                self._holding.setdefault(text, []).append(profile)
        if len(owners) < _OWNERS:
            owners.append((number, submission))

    def beside(self, number: int, submission: Submission) -> tuple[Submission, ...]:
        """The others that the findings of a submission, which has this number, rest on.

        They are in the order of the numbers, of those that are alike the first: so what is the
        first of all others not to meet a test is so among these.
        """
        compared = self._compared
        if compared is None:
            return tuple(
                each for owners in self._owners.values() for at, each in owners if at != number
            )
        own = frozenset(
            text for path in compared.own for text in _texts_in(submission.answers.get(path))
        )
        touching = dict.fromkeys(profile for text in own for profile in self._holding.get(text, ()))
        found: dict[tuple[object, ...], dict[int, Submission]] = {}
        for profile in touching:
            shared = tuple((kind, texts & own, texts <= own) for kind, texts in profile)
            found.setdefault(shared, {}).update(self._owner(profile, number))
        others = dict(self._foreign(touching, number))
        for alike in filter(None, found.values()):
            first = min(alike)
            others[first] = alike[first]
        return tuple(others[at] for at in sorted(others))

    def _foreign(
        self, touching: Mapping[_Profile, None], number: int
    ) -> Iterator[tuple[int, Submission]]:
        """One other of each kind that shares no text."""
        for profiles in self._alike.values():
            others = (
                other
                for profile in profiles
                if profile not in touching
                for other in self._owner(profile, number)
            )
            yield from islice(others, 1)

    def _owner(self, profile: _Profile, number: int) -> list[tuple[int, Submission]]:
        """The first other of those that are alike, with its number; none where there is none."""
        return [other for other in self._owners[profile] if other[0] != number][:1]


def _profile(program: Program, submission: Submission, fields: Iterable[Expression]) -> _Profile:
    bound = program.binder.bind(submission.answers)
    other = {"name": submission.name, "code": submission.code, **bound}
    return tuple(_kind_and_texts(field.evaluate({"other": other})) for field in fields)


def _kind_and_texts(value: Value) -> tuple[str, _Texts]:
    """The kind of a value apart from its texts, and these; any value but texts is its own kind."""
    if isinstance(value, str):
        return "text", frozenset((value,))
    listed = value.items if isinstance(value, PartialList) else value
    if not isinstance(listed, list | tuple) or not all(isinstance(each, str) for each in listed):
        return repr(value), frozenset()
    some, texts = bool(listed), frozenset(listed)
    if not isinstance(value, PartialList):
        return f"list {some}", texts
    if any(value.perhaps):
        return repr(value), frozenset()
    return f"partial {some} {value.open} {value.tail!r} {sorted(value.rests_on)}", texts


def _texts_in(answer: Answer) -> Iterator[str]:
    match answer:
        case str():
            yield answer
        case Items(items=items):
            for item in items:
                yield from _texts_in(item)
        case Mapping():
            for field in answer.values():
                yield from _texts_in(field)
        case _:
            pass
