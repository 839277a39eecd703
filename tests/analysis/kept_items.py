"""Which items of a list decide what a use of it comes to, in one submission."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from authorisation.analysis.bounds.list_uses import ListUse, Loop, UseForm
from authorisation.analysis.bounds.wants import DatedUse
from authorisation.engine.judge.conditions import FindingsById, judge
from authorisation.engine.plans.plan import Bindings, Plan, SymbolTable
from authorisation.engine.program.program import compile_condition
from authorisation.feel.closures.expression import Expression
from authorisation.feel.closures.expression import compile as compile_formula
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.values import PartialList, Unknown, Value
from authorisation.model.condition import Condition
from authorisation.model.rules import RuleSet
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET

_LIST: Final = "·list"
"""The name under which a use finds the list, so that it can be handed one item at a time."""
_ORDERED: Final = frozenset({"<", "<=", ">", ">="})

Keep: TypeAlias = tuple[frozenset[int], int]
"""The places of some items, and how many of them must stay."""


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The places of a list's items, by what a filter makes of them."""

    sure: frozenset[int]
    possible: frozenset[int]
    """The sure ones, and those that may pass it."""
    inapplicable: frozenset[int]
    """Those for which it does not apply, or else those for which it may not."""


class ReadyUse:
    """A use compiled, to be tried on single items."""

    def __init__(self, dated: DatedUse, rules: RuleSet, *, copied: bool) -> None:
        """With `copied` those that do not stay become copies: then every item counts."""
        self.use: ListUse = dated.use
        self._needed = dated.needed
        self._may_not_apply = dated.may_not_apply
        self._is_made = bool(dated.wants)
        within = _with_root(dated.use.within, dated.use.field)
        self._stages = [compile_formula(stage) for stage in _stages(within)]
        body = dated.use.body
        self._body: Plan | None = None
        if isinstance(body, Condition):
            names = SymbolTable(rules.bank, rules.parameters, rules.derived)
            self._body = compile_condition(body, names, rules.bank)
        elif body is not None:
            within = _formula_on(within, dated.use, body)
        self._formula = compile_formula(within)
        self._loops = [(loop, compile_formula(loop.within)) for loop, _ in dated.use.loops]
        self._by_one_line = (
            not copied and len(dated.use.lines) == 1 and dated.use.lines[0][0] in _ORDERED
        )

    def keeps(
        self, items: Sequence[Value], scope: Bindings, findings: FindingsById
    ) -> Iterator[Keep]:
        """Yield what must stay of the items, for each time that the use is made."""
        if self._is_made:
            for inner in self._scopes(scope, self._loops):
                yield from self._keeps_once(items, inner, findings)

    def _scopes(
        self, scope: Bindings, loops: Sequence[tuple[Loop, Expression]]
    ) -> Iterator[Bindings]:
        if not loops:
            yield scope
            return
        (loop, within), *rest = loops
        for item in _gone_through(within.evaluate(scope)):
            yield from self._scopes(with_item(scope, loop, item), rest)

    def _keeps_once(
        self, items: Sequence[Value], scope: Bindings, findings: FindingsById
    ) -> Iterator[Keep]:
        each = [{**scope, _LIST: [item]} for item in items]
        for stage in self._stages:
            found = _sorted([stage.evaluate(one) for one in each])
            if found.inapplicable:  # then the list is not known from here on
                yield found.inapplicable, 1
                return
        if self._body is not None:
            yield from self._keeps_of_condition(self._body, items, found, scope, findings)
        elif self.use.body is None:
            yield from self._keeps_of_count(found)
        else:
            values = [self._formula.evaluate(one) for one in each]
            if self.use.form is UseForm.COUNT:
                yield from self._keeps_of_count(_sorted(values))
            else:
                yield from self._keeps_of_formula(values)

    def _keeps_of_count(self, found: _Sorted) -> Iterator[Keep]:
        """Yield as many as decide the count, and where one line decides it no more than that."""
        yield found.inapplicable, 1
        enough = len(found.sure) >= self._needed
        if enough or not self._by_one_line:
            yield found.sure, self._needed
        if not enough and (len(found.possible) >= self._needed or not self._by_one_line):
            yield found.possible, self._needed

    def _keeps_of_formula(self, values: Sequence[Value]) -> Iterator[Keep]:
        """Yield an item that is as the whole formula; of what is not known, one of each kind."""
        alone = _places(values, lambda value: value is (self.use.form is UseForm.SOME))
        unknown = _places(values, lambda value: type(value) is Unknown)
        if alone or not unknown:
            yield alone or _places(values, lambda value: value is None), 1
            return
        never = frozenset(at for at in unknown if values[at].inapplicable)
        perhaps = frozenset(at for at in unknown if values[at].perhaps_inapplicable)
        for places in (never, perhaps, unknown - never - perhaps):
            yield places, 1

    def _keeps_of_condition(
        self,
        body: Plan,
        items: Sequence[Value],
        found: _Sorted,
        scope: Bindings,
        findings: FindingsById,
    ) -> Iterator[Keep]:
        verdicts = {
            at: judge(body, {**scope, self.use.item: items[at]}, findings).possible
            for at in found.possible
        }
        settled, other = (NOT_MET, MET) if self.use.form is UseForm.EVERY else (MET, NOT_MET)
        alone = frozenset(at for at in found.sure if verdicts[at] == settled)
        if alone:
            yield alone, 1
            return
        may = frozenset(at for at, verdict in verdicts.items() if verdict & settled)
        if not self._may_not_apply:
            # Where none may settle it, one stays nevertheless: the evidence is the same then.
            yield may or found.possible, 1
            return
        never = frozenset(at for at, verdict in verdicts.items() if verdict & NOT_APPLICABLE)
        applies = found.sure - never
        yield may, 1
        yield frozenset(at for at, verdict in verdicts.items() if verdict & other), 1
        yield applies or found.sure or never, 1


def with_item(scope: Bindings, loop: Loop, item: Value) -> Bindings:
    """Return the names of a scope with an item of a loop; with its fields, where it has no name."""
    if loop.name:
        return {**scope, loop.name: item}
    fields = item if isinstance(item, dict) else {}
    return {**scope, **fields, "item": item}


def listed(value: Value) -> tuple[Value, ...]:
    """The items that stand in a list, whether or not it may still grow."""
    if isinstance(value, PartialList):
        return value.items
    return tuple(value) if isinstance(value, list) else ()


def fewest(keeps: Sequence[Keep]) -> frozenset[int]:
    """Return places that hold as many of each kind as must stay, none of which could go."""
    chosen: set[int] = set()
    wanted = [(places, min(number, len(places))) for places, number in keeps]
    for places, number in sorted(wanted, key=lambda keep: len(keep[0])):
        lacking = number - len(chosen & places)
        chosen.update(sorted(places - chosen)[: max(lacking, 0)])
    for place in sorted(chosen, reverse=True):
        if all(len(chosen & places) > number for places, number in wanted if place in places):
            chosen.remove(place)
    return frozenset(chosen)


def _gone_through(value: Value) -> Iterator[Value]:
    """Yield all that a loop's condition is judged for, any further item as well."""
    match value:
        case PartialList():
            yield from value.items
            if value.open:
                yield value.tail
        case list():
            yield from value
        case None | Unknown(inapplicable=True):
            return
        case _:
            yield value


def _with_root(within: syntax.Node, field: str) -> syntax.Node:
    """A list as it is written, its filters on whatever stands under our own name."""
    match within:
        case syntax.Filter(of, by):
            return syntax.Filter(_with_root(of, field), by)
        case syntax.Path(of, name) if field and name == field:
            return syntax.Path(_with_root(of, ""), field)
        case _:
            return syntax.Name(_LIST)


def _stages(within: syntax.Node) -> Iterator[syntax.Node]:
    """Yield a list after each of its filters, in the order in which they are applied."""
    if isinstance(within, syntax.Filter | syntax.Path) and isinstance(within.of, syntax.Filter):
        yield from _stages(within.of)
    yield within


def _formula_on(within: syntax.Node, use: ListUse, body: syntax.Node) -> syntax.Node:
    """The formula that a use is, on the list as given."""
    if use.form is UseForm.COUNT:
        return syntax.Call(syntax.Name("list contains"), (within, body))
    return syntax.Quantified(use.form.value, (syntax.Iteration(use.item, within),), body)


def _sorted(values: Sequence[Value]) -> _Sorted:
    """Sort items by what the list of each alone comes to, or whether it contains what is sought."""
    sure = _places(values, lambda v: v is True or (type(v) is list and len(v) > 0))
    unsure = _places(
        values, lambda v: type(v) is Unknown or (type(v) is PartialList and len(v.items) > 0)
    )
    never = _places(values, lambda v: type(v) is Unknown and v.inapplicable)
    perhaps = _places(values, lambda v: type(v) is Unknown and v.perhaps_inapplicable)
    return _Sorted(sure, sure | unsure, never or perhaps)


def _places(values: Sequence[Value], test: Callable[[Value], bool]) -> frozenset[int]:
    return frozenset(at for at, value in enumerate(values) if test(value))
