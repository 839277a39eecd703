"""Finds every use of a list in a rule set: in conditions, derived figures and formulas."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import reduce
from typing import Final

from authorisation.analysis.bounds.list_uses import (
    ALL,
    Around,
    ListUse,
    ListUses,
    Loop,
    LoopKind,
    UseBody,
    UseForm,
    body_nodes,
    dependencies,
    fields_of,
    is_never_null,
    owner_of,
    refers_to_criteria,
)
from authorisation.analysis.bounds.resolve import (
    ITEM,
    VALUES,
    FoundList,
    NameResolver,
    all_differ,
    sum_at_most,
)
from authorisation.engine.judge.assessors import OTHERS
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.model.condition import (
    AtLeast,
    Condition,
    Every,
    Leaf,
    Some,
    formula_of,
    parts_of,
)
from authorisation.model.question import ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula

_WHOLE: Final = "the list as a whole is looked at"
_OPEN_COUNT: Final = "the count is held against what is answered or worked out"
_SEVERAL: Final = "several lists are gone through at once"
_NESTED_TOTAL: Final = "the length of a list inside items is held against what is answered"


def find_list_uses(rules: RuleSet, extra: Iterable[Formula | str] = ()) -> ListUses:
    """Return every use of the lists of a rule set, and of further formulas over its answers."""
    finder = _Finder(rules)
    for criterion in rules.criteria.values():
        finder.place = f"criterion {criterion.id}"
        for condition in (criterion.applies, criterion.require):
            if condition is not None:
                finder.find_in_condition(condition, ())
    for test in rules.consistency:
        finder.place = "consistency"
        finder.find_in_consistency(test.test)
    for row in rules.outcomes:
        finder.place = f"outcome {row.id}"
        for formula in (row.when, row.conditions, row.support):
            if formula is not None:
                finder.find_in_formula(formula, ())
    for each in extra:
        finder.place = "property"
        finder.find_in_formula(each if isinstance(each, Formula) else Formula(each), ())
    return ListUses(tuple(finder.uses), frozenset(finder.fields))


class _Finder:
    """Goes through formulas, and writes down each use of a list."""

    def __init__(self, rules: RuleSet) -> None:
        self._derived = rules.derived
        self._names = NameResolver(rules)
        self.place = ""
        self.uses: list[ListUse] = []
        self.fields: set[tuple[str, str]] = set()
        self._formula = Formula("")

    def find_in_condition(self, condition: Condition, around: Around) -> None:
        formula = formula_of(condition)
        match condition:
            case Every() | Some():
                self._find_in_items(condition, around)
                return
            case Leaf() | AtLeast() if formula is not None:
                self.find_in_formula(formula, around)
            case _:
                pass
        for part in parts_of(condition):
            self.find_in_condition(part, around)

    def find_in_formula(self, formula: Formula, around: Around) -> None:
        self._formula = formula
        self._find(parse(formula.text), around)

    def find_in_consistency(self, formula: Formula) -> None:
        self._formula = formula
        self._find_in_test(parse(formula.text))

    def _find_in_items(self, condition: Every | Some, around: Around) -> None:
        self._formula = formula = condition.within
        form = UseForm.EVERY if isinstance(condition, Every) else UseForm.SOME
        node = parse(formula.text)
        loop = self._go_through(node, node, condition.item, around, form, condition.satisfies)
        self.find_in_condition(condition.satisfies, (*around, loop))

    def _go_through(
        self,
        node: syntax.Node,
        written: syntax.Node,
        name: str,
        around: Around,
        form: UseForm,
        body: Condition | syntax.Node,
    ) -> Loop:
        """Write down the use that a loop makes of what it goes through, and return the loop."""
        over = self._names.without_derived(node)
        found = self._names.resolve(over, around)
        if found is None:
            self._find(node, around)
            return self._loop(self._kind(over, around), over, name)
        self._find_in_filters(over, around)
        kind = LoopKind.CHOICES
        if found.question.type is ValueType.LIST:
            kind = LoopKind.ANSWERS
            why = found.why or (VALUES if found.field else "")
            self._use(found, form, written, around, within=over, item=name, body=body, why=why)
        return self._loop(kind, over, name, found)

    def _kind(self, over: syntax.Node, around: Around) -> LoopKind:
        if over == syntax.Name(OTHERS):
            return LoopKind.OTHERS
        return LoopKind.FIGURE if self._names.is_constant(over, around) else LoopKind.UNCLEAR

    def _loop(
        self, kind: LoopKind, over: syntax.Node, name: str, found: FoundList | None = None
    ) -> Loop:
        path, question = (found.path, found.question) if found else ("", None)
        return Loop(kind, over, name, path, question, self._names.names_in((over,)))

    # One function for each form of a formula.

    def _find(self, node: syntax.Node, around: Around) -> None:
        match node:
            case syntax.Comparison(op, left, right):
                both_ways = (left, op, right), (right, syntax.MIRRORED[op], left)
                if not self._find_counts(both_ways, around):
                    self._find_below(node, around)
            case syntax.Between(of, low, high):
                if not self._find_counts(((of, ">=", low), (of, "<=", high)), around):
                    self._find_below(node, around)
            case syntax.Quantified(kind, iterations, body):
                self._find_in_quantified(node, kind, iterations, body, around)
            case syntax.Call(syntax.Name("list contains"), (over, element), ()):
                self._find_membership(node, over, element, around)
            case syntax.Call(syntax.Name("count"), (over,), ()):
                self._find_total(node, over, around)
            case syntax.For():
                self._find_outside_below(node, around, "a list is gone through with `for`")
            case syntax.FunctionLiteral() | syntax.ContextLiteral():
                self._find_outside_below(node, around, _WHOLE)
            case syntax.Call(syntax.Name(name), _, _):
                self._find_below(node, around, f"`{name}` looks at the list as a whole")
            case _:
                self._find_in_other(node, around, _WHOLE)

    def _find_in_other(self, node: syntax.Node, around: Around, why: str) -> None:
        found = self._names.resolve(node, around)
        if found is not None:
            self._find_in_filters(node, around)
            if found.question.type is ValueType.LIST:
                self._use(found, UseForm.OUTSIDE, node, around, why=found.why or why)
            return
        match node:
            case syntax.Name(name) if name in self._derived:
                self._find(self._names.without_derived(node), ())
            case syntax.Name() | syntax.Path():
                self._note_field(node, around)
                if not syntax.name_chain(node):
                    self._find_below(node, around)
            case _:
                self._find_below(node, around)

    def _find_below(self, node: syntax.Node, around: Around, why: str = _WHOLE) -> None:
        called = node.function if isinstance(node, syntax.Call) else None
        for child in syntax.child_nodes(node):
            if child is called:
                continue
            if self._names.resolve(child, around) is not None:
                self._find_in_other(child, around, why)
            else:
                self._find(child, around)

    def _find_outside_below(self, node: syntax.Node, around: Around, why: str) -> None:
        """Refuse every list inside a form that gives names of its own, and what looks at items."""
        for part in syntax.walk_nodes(node):
            found = self._names.resolve(self._names.without_derived(part), around)
            if found is not None and found.question.type is ValueType.LIST:
                self._use(found, UseForm.OUTSIDE, node, around, why=why)
            self._note_field(part, around)

    def _find_counts(
        self, lines: tuple[tuple[syntax.Node, str, syntax.Node], ...], around: Around
    ) -> bool:
        """Write down a count that is held against figures; False where there is none."""
        for counted, *_ in lines:
            call = self._names.without_derived(counted)
            match call:
                case syntax.Call(syntax.Name("count"), (over,), ()):
                    within = self._names.without_derived(over)
                case _:
                    continue
            found = self._names.resolve(within, around)
            held = tuple((op, line) for of, op, line in lines if of is counted)
            if found is None or not all(self._names.is_constant(line, around) for _, line in held):
                continue
            self._find_in_filters(within, around)
            if found.question.type is ValueType.LIST:
                why = found.why or (VALUES if found.field else "")
                self._use(found, UseForm.COUNT, counted, around, within=within, lines=held, why=why)
            return True
        return False

    def _find_total(self, node: syntax.Node, over: syntax.Node, around: Around) -> None:
        """Write down a count that is held against something else, or worked with."""
        over = self._names.without_derived(over)
        found = self._names.resolve(over, around)
        if found is None or found.question.type is not ValueType.LIST:
            self._find_below(node, around)
            return
        self._find_in_filters(over, around)
        why = found.why or (_OPEN_COUNT if found.filters else "")
        why = why or (_NESTED_TOTAL if found.nested else "")
        self._use(found, UseForm.TOTAL, node, around, within=over, why=why)

    def _find_membership(
        self, node: syntax.Node, over: syntax.Node, element: syntax.Node, around: Around
    ) -> None:
        within = self._names.without_derived(over)
        found = self._names.resolve(within, around)
        self._find(element, around)
        if found is None:
            self._find(over, around)
            return
        self._find_in_filters(within, around)
        if found.field:
            self.fields.add((found.path, found.field))
        if found.question.type is ValueType.LIST:
            one = (">=", syntax.Literal(Decimal(1)))
            self._use(
                found,
                UseForm.COUNT,
                node,
                around,
                within=within,
                lines=(one,),
                body=element,
                why=found.why,
            )

    def _find_in_quantified(
        self,
        node: syntax.Quantified,
        kind: str,
        iterations: tuple[syntax.Iteration, ...],
        body: syntax.Node,
        around: Around,
    ) -> None:
        if len(iterations) > 1 or iterations[0].to is not None:
            self._find_outside_below(node, around, _SEVERAL)
            return
        (one,) = iterations
        loop = self._go_through(one.over, node, one.name, around, UseForm(kind), body)
        self._find(body, (*around, loop))

    def _find_in_filters(self, node: syntax.Node, around: Around) -> None:
        """Find the uses inside the filters on a list."""
        node = self._names.without_derived(node)
        match node:
            case syntax.Filter(of, by):
                self._find_in_filters(of, around)
                found = self._names.resolve(of, around)
                listed = found is None or found.question.type is ValueType.LIST
                kind = LoopKind.ANSWERS if listed else LoopKind.CHOICES
                loop = self._loop(kind, of, "", found)
                self._find(by, (*around, loop))
            case syntax.Path(of=of) if not syntax.name_chain(node):
                self._find_in_filters(of, around)
            case _:
                self._note_field(node, around)

    # Consistency tests need only stay not surely false.

    def _find_in_test(self, node: syntax.Node) -> None:
        match node:
            case syntax.And(left, right) | syntax.Or(left, right):
                self._find_in_test(left)
                self._find_in_test(right)
            case syntax.Comparison():
                summed = sum_at_most(node, self._names)
                differing = all_differ(node, self._names)
                if summed is not None:
                    found, limit = summed
                    self._use(found, UseForm.SUM_AT_MOST, node, ())
                    self._find(limit, ())
                elif differing is not None:
                    self._use(differing, UseForm.ALL_DIFFER, node, ())
                else:
                    self._find(node, ())
            case _:
                self._find(node, ())

    def _note_field(self, node: syntax.Node, around: Around) -> None:
        """Write down the field of an item that a name leads to."""
        chain = syntax.name_chain(node)
        for loop in around:
            if chain and loop.path:
                rest = chain[1:] if chain[0] in {loop.name, ITEM} else chain
                if rest and rest[0] in fields_of(loop) and (not loop.name or rest is not chain):
                    self.fields.add((loop.path, rest[0]))

    # What is written down.

    def _use(
        self,
        found: FoundList,
        form: UseForm,
        node: syntax.Node,
        around: Around,
        *,
        within: syntax.Node = ALL,
        lines: tuple[tuple[str, syntax.Node], ...] = (),
        item: str = "",
        body: UseBody = None,
        why: str = "",
    ) -> None:
        nodes = (within, *body_nodes(body))
        by = list(found.filters)
        if form is UseForm.COUNT and isinstance(body, syntax.Node):
            by.append(syntax.Comparison("=", syntax.Name(found.field or ITEM), body))
        passing = reduce(syntax.And, by) if by else ALL
        owner = owner_of(within, around)
        self.uses.append(
            ListUse(
                path=found.path,
                question=found.question,
                form=UseForm.OUTSIDE if why else form,
                place=self.place,
                at=self._formula.locate(node.span.line, node.span.column),
                text=self._formula.text[node.span.start : node.span.end],
                why=why,
                within=within,
                filter=passing,
                around=around,
                never_null=is_never_null(passing, found.question),
                loops=dependencies(nodes, around, owner),
                filter_loops=dependencies((within,), around, owner),
                owner=owner,
                lines=lines,
                held_against=self._names.names_in(line for _, line in lines),
                item=item,
                body=body,
                names=self._names.names_in(nodes),
                refers=refers_to_criteria(body),
                field=found.field,
            )
        )
