"""Finds every use of a list in a rule set: in conditions, derived figures and formulas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from typing import Final, TypeAlias

import msgspec

from authorisation.analysis.bounds.list_uses import ALL, ListUse, ListUses, Loop, LoopKind, UseForm
from authorisation.engine.plans.references import SITUATION_NAMES
from authorisation.feel.closures.filters import is_condition
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.model.condition import (
    AtLeast,
    Condition,
    CriterionRef,
    Every,
    Leaf,
    Some,
    formula_of,
    parts_of,
    walk_conditions,
)
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.source import Formula

_OTHERS: Final = "others"
_ITEM: Final = "item"
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_LISTS: Final = frozenset({ValueType.LIST, ValueType.CHOICES})
_WHOLE: Final = "the list as a whole is looked at"
_POSITION: Final = "an item is picked by its position"
_VALUES: Final = "all values of a field are looked at together"
_OPEN_COUNT: Final = "the count is held against what is answered or worked out"
_SEVERAL: Final = "several lists are gone through at once"
_NESTED_TOTAL: Final = "the length of a list inside items is held against what is answered"


@dataclass(frozen=True, slots=True)
class _List:
    """A list question that an expression comes to, perhaps filtered."""

    path: str
    question: Question
    filters: tuple[syntax.Node, ...] = ()
    field: str = ""
    """Where it is the values of one field of its items, that field."""
    why: str = ""
    nested: bool = False


_Around: TypeAlias = tuple[Loop, ...]


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
    """Goes through formulas, and writes down each use of a list.

    No name means two things at once: the check of a rule set refuses a loop's name that has a
    meaning already.
    """

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.place = ""
        self.uses: list[ListUse] = []
        self.fields: set[tuple[str, str]] = set()
        self._formula = Formula("")
        self._numbers: dict[object, int] = {}

    def find_in_condition(self, condition: Condition, around: _Around) -> None:
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

    def find_in_formula(self, formula: Formula, around: _Around) -> None:
        self._formula = formula
        self._find(parse(formula.text), around)

    def find_in_consistency(self, formula: Formula) -> None:
        self._formula = formula
        self._find_in_test(parse(formula.text))

    def _find_in_items(self, condition: Every | Some, around: _Around) -> None:
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
        around: _Around,
        form: UseForm,
        body: Condition | syntax.Node,
    ) -> Loop:
        """Write down the use that a loop makes of what it goes through, and return the loop."""
        over = self._without_derived(node)
        found = self._resolve(over, around)
        if found is None:
            self._find(node, around)
            return self._loop(self._kind(over, around), over, name, around)
        self._find_in_filters(over, around)
        kind = LoopKind.CHOICES
        if found.question.type is ValueType.LIST:
            kind = LoopKind.ANSWERS
            why = found.why or (_VALUES if found.field else "")
            self._use(found, form, written, around, within=over, item=name, body=body, why=why)
        return self._loop(kind, over, name, around, found)

    def _kind(self, over: syntax.Node, around: _Around) -> LoopKind:
        if over == syntax.Name(_OTHERS):
            return LoopKind.OTHERS
        return LoopKind.FIGURE if self._is_constant(over, around) else LoopKind.UNCLEAR

    def _loop(
        self,
        kind: LoopKind,
        over: syntax.Node,
        name: str,
        around: _Around,
        found: _List | None = None,
    ) -> Loop:
        source = (kind, canonical(over, around))
        number = self._numbers.setdefault(source, len(self._numbers) + 1)
        path, question = (found.path, found.question) if found else ("", None)
        return Loop(kind, over, name, path, question, number)

    # One function for each form of a formula.

    def _find(self, node: syntax.Node, around: _Around) -> None:
        match node:
            case syntax.Comparison(op, left, right):
                if not self._find_counts(((left, op, right), (right, _MIRRORED[op], left)), around):
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

    def _find_in_other(self, node: syntax.Node, around: _Around, why: str) -> None:
        found = self._resolve(node, around)
        if found is not None:
            self._find_in_filters(node, around)
            if found.question.type is ValueType.LIST:
                self._use(found, UseForm.OUTSIDE, node, around, why=found.why or why)
            return
        match node:
            case syntax.Name(name) if name in self.rules.derived:
                self._find(self._without_derived(node), ())
            case syntax.Name() | syntax.Path():
                self._note_field(node, around)
                if not syntax.name_chain(node):
                    self._find_below(node, around)
            case _:
                self._find_below(node, around)

    def _find_below(self, node: syntax.Node, around: _Around, why: str = _WHOLE) -> None:
        called = node.function if isinstance(node, syntax.Call) else None
        for child in syntax.child_nodes(node):
            if child is called:
                continue
            if self._resolve(child, around) is not None:
                self._find_in_other(child, around, why)
            else:
                self._find(child, around)

    def _find_outside_below(self, node: syntax.Node, around: _Around, why: str) -> None:
        """Refuse every list inside a form that gives names of its own, and what looks at items."""
        for part in syntax.walk_nodes(node):
            found = self._resolve(self._without_derived(part), around)
            if found is not None and found.question.type is ValueType.LIST:
                self._use(found, UseForm.OUTSIDE, node, around, why=why)
            self._note_field(part, around)

    def _find_counts(
        self, lines: tuple[tuple[syntax.Node, str, syntax.Node], ...], around: _Around
    ) -> bool:
        """Write down a count that is held against figures; False where there is none."""
        for counted, *_ in lines:
            call = self._without_derived(counted)
            match call:
                case syntax.Call(syntax.Name("count"), (over,), ()):
                    within = self._without_derived(over)
                case _:
                    continue
            found = self._resolve(within, around)
            held = tuple((op, line) for of, op, line in lines if of is counted)
            if found is None or not all(self._is_constant(line, around) for _, line in held):
                continue
            self._find_in_filters(within, around)
            if found.question.type is ValueType.LIST:
                why = found.why or (_VALUES if found.field else "")
                self._use(found, UseForm.COUNT, counted, around, within=within, lines=held, why=why)
            return True
        return False

    def _find_total(self, node: syntax.Node, over: syntax.Node, around: _Around) -> None:
        """Write down a count that is held against something else, or worked with."""
        over = self._without_derived(over)
        found = self._resolve(over, around)
        if found is None or found.question.type is not ValueType.LIST:
            self._find_below(node, around)
            return
        self._find_in_filters(over, around)
        why = found.why or (_OPEN_COUNT if found.filters else "")
        why = why or (_NESTED_TOTAL if found.nested else "")
        self._use(found, UseForm.TOTAL, node, around, within=over, why=why)

    def _find_membership(
        self, node: syntax.Node, over: syntax.Node, element: syntax.Node, around: _Around
    ) -> None:
        within = self._without_derived(over)
        found = self._resolve(within, around)
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
        around: _Around,
    ) -> None:
        if len(iterations) > 1 or iterations[0].to is not None:
            self._find_outside_below(node, around, _SEVERAL)
            return
        (one,) = iterations
        loop = self._go_through(one.over, node, one.name, around, UseForm(kind), body)
        self._find(body, (*around, loop))

    def _find_in_filters(self, node: syntax.Node, around: _Around) -> None:
        """Find the uses inside the filters on a list."""
        node = self._without_derived(node)
        match node:
            case syntax.Filter(of, by):
                self._find_in_filters(of, around)
                found = self._resolve(of, around)
                loop = self._loop(LoopKind.ANSWERS, of, "", around, found)
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
            case syntax.Comparison(op, left, right):
                if self._find_sum(node, op, left, right):
                    return
                if self._find_sum(node, _MIRRORED[op], right, left):
                    return
                if op == "=" and (self._find_all_differ(node, left, right)):
                    return
                if op == "=" and (self._find_all_differ(node, right, left)):
                    return
                self._find(node, ())
            case _:
                self._find(node, ())

    def _find_sum(self, node: syntax.Node, op: str, left: syntax.Node, right: syntax.Node) -> bool:
        match left:
            case syntax.Call(syntax.Name("sum"), (over,), ()) if op in {"<", "<="}:
                found = self._resolve(over, ())
            case _:
                return False
        if found is None or found.filters or not found.field or self._mentions_list(right):
            return False
        field = found.question.each.get(found.field)
        if (
            field is None
            or field.type not in NUMERIC
            or field.none
            or field.minimum is None
            or field.minimum < 0
        ):
            return False
        self._use(found, UseForm.SUM_AT_MOST, node, (), field=found.field)
        self._find(right, ())
        return True

    def _find_all_differ(self, node: syntax.Node, left: syntax.Node, right: syntax.Node) -> bool:
        match left, right:
            case (
                syntax.Call(
                    syntax.Name("count"),
                    (syntax.Call(syntax.Name("distinct values"), (values,), ()),),
                    (),
                ),
                syntax.Call(syntax.Name("count"), (whole,), ()),
            ):
                one, other = self._resolve(values, ()), self._resolve(whole, ())
            case _:
                return False
        if one is None or other is None or one.path != other.path or not one.field:
            return False
        field = one.question.each.get(one.field)
        if one.filters or other.filters or other.field or field is None:
            return False
        if field.type not in {ValueType.TEXT, ValueType.CODE}:
            return False
        self._use(one, UseForm.ALL_DIFFER, node, (), field=one.field)
        return True

    # What an expression stands for.

    def _resolve(self, node: syntax.Node, around: _Around) -> _List | None:
        """The list question that an expression comes to; None for any other expression."""
        match node:
            case syntax.Filter(of, by):
                found = self._resolve(self._without_derived(of), around)
                if found is None:
                    return None
                why = found.why or (_VALUES if found.field else "")
                why = why or ("" if self._is_filter(by, found, around) else _POSITION)
                return replace(found, filters=(*found.filters, by), why=why)
            case syntax.Name() | syntax.Path():
                chain = syntax.name_chain(node)
                if chain:
                    return self._resolve_chain(chain, around)
                if isinstance(node, syntax.Path):
                    found = self._resolve(node.of, around)
                    if found is not None:
                        why = found.why or (_VALUES if found.field else "")
                        return replace(found, field=node.name, why=why)
        return None

    def _resolve_chain(self, chain: tuple[str, ...], around: _Around) -> _List | None:
        root = chain[0]
        for loop in reversed(around):
            if loop.name == root:
                return self._resolve_field(loop, chain[1:])
            if not loop.name and (root == _ITEM or root in _fields(loop)):
                return self._resolve_field(loop, chain[1:] if root == _ITEM else chain)
        if root in self.rules.parameters or root in self.rules.derived or root in SITUATION_NAMES:
            return None
        for rest in (0, 1):
            path = ".".join(chain[: len(chain) - rest])
            question = self.rules.bank.get(path)
            if question is not None and question.type in _LISTS:
                return _List(path, question, field=chain[-1] if rest else "")
        return None

    def _resolve_field(self, loop: Loop, chain: tuple[str, ...]) -> _List | None:
        question = _fields(loop).get(chain[0]) if chain else None
        if question is None or question.type not in _LISTS:
            return None
        field = chain[1] if len(chain) > 1 else ""
        return _List(f"{loop.path}.{chain[0]}", question, field=field, nested=True)

    def _without_derived(self, node: syntax.Node) -> syntax.Node:
        """What a derived figure is worked out by, where an expression is just its name."""
        while isinstance(node, syntax.Name) and node.name in self.rules.derived:
            node = parse(self.rules.derived[node.name].value.text)
        return node

    def _is_filter(self, by: syntax.Node, found: _List, around: _Around) -> bool:
        """Whether what stands in brackets is a condition, and can be no position."""
        if is_condition(by):
            return True
        chain = syntax.name_chain(by)
        field = found.question.each.get(chain[0]) if len(chain) == 1 else None
        for loop in around:
            if field is None and len(chain) > 1 and chain[0] == loop.name:
                field = _fields(loop).get(chain[1])
        field = field or self.rules.bank.get(".".join(chain))
        return field is not None and field.type is ValueType.BOOLEAN

    def _is_constant(self, node: syntax.Node, around: _Around) -> bool:
        """Whether nothing but figures of the rules is in it."""
        for name in _free_names(node):
            if name in self.rules.derived:
                if not self._is_constant(parse(self.rules.derived[name].value.text), ()):
                    return False
            elif name not in self.rules.parameters:
                return False
        return not any(name == loop.name for name in _free_names(node) for loop in around)

    def _mentions_list(self, node: syntax.Node) -> bool:
        names = self._names((node,))
        return any(
            question.type is ValueType.LIST and path.partition(".")[0] in names
            for path, question in self.rules.bank.items()
            if any(_mentions_path(part, path) for part in self._parts(node))
        )

    def _parts(self, node: syntax.Node) -> Iterator[syntax.Node]:
        for part in syntax.walk_nodes(node):
            yield part
            if isinstance(part, syntax.Name) and part.name in self.rules.derived:
                yield from self._parts(parse(self.rules.derived[part.name].value.text))

    def _names(self, nodes: Iterable[syntax.Node]) -> frozenset[str]:
        return frozenset(
            part.name
            for node in nodes
            for part in self._parts(node)
            if isinstance(part, syntax.Name)
        )

    def _note_field(self, node: syntax.Node, around: _Around) -> None:
        """Write down the field of an item that a name leads to."""
        chain = syntax.name_chain(node)
        for loop in around:
            if chain and loop.path:
                rest = chain[1:] if chain[0] in {loop.name, _ITEM} else chain
                if rest and rest[0] in _fields(loop) and (not loop.name or rest is not chain):
                    self.fields.add((loop.path, rest[0]))

    # What is written down.

    def _use(
        self,
        found: _List,
        form: UseForm,
        node: syntax.Node,
        around: _Around,
        *,
        within: syntax.Node = ALL,
        lines: tuple[tuple[str, syntax.Node], ...] = (),
        item: str = "",
        body: Condition | syntax.Node | None = None,
        why: str = "",
        field: str = "",
    ) -> None:
        nodes = (within, *_body_nodes(body))
        by = list(found.filters)
        if form is UseForm.COUNT and isinstance(body, syntax.Node):
            by.append(syntax.Comparison("=", syntax.Name(found.field or _ITEM), body))
        kept = reduce(syntax.And, by) if by else ALL
        owner = _owner(within, around)
        self.uses.append(
            ListUse(
                path=found.path,
                form=UseForm.OUTSIDE if why else form,
                place=self.place,
                at=self._formula.locate(node.span.line, node.span.column),
                text=self._formula.text[node.span.start : node.span.end],
                why=why,
                within=within,
                filter=canonical(kept, around),
                never_null=_is_never_null(kept, found.question),
                around=around,
                loops=_dependencies(nodes, around, owner),
                owner=owner,
                lines=lines,
                item=item,
                body=body,
                shape=_shape(body, item, around, found.field),
                names=self._names(nodes),
                refers=_refers(body),
                field=field or found.field,
            )
        )


def canonical(node: syntax.Node, around: _Around, item: str = "") -> syntax.Node:
    """Return an expression with the names of loops put so that equal ones are equal."""
    names = {loop.name: f"·{loop.number}.{at}" for at, loop in enumerate(around) if loop.name}
    if item:
        names[item] = "·item"
    return _renamed(node, names) if names else node


def _renamed(node: syntax.Node, names: Mapping[str, str]) -> syntax.Node:
    if isinstance(node, syntax.Name):
        return syntax.Name(names[node.name]) if node.name in names else node
    changed = {
        key: _renamed_part(getattr(node, key), names)
        for key in node.__struct_fields__
        if key != "span"
    }
    return msgspec.structs.replace(node, **changed)


def _renamed_part(part: object, names: Mapping[str, str]) -> object:
    if isinstance(part, tuple):
        return tuple(_renamed_part(each, names) for each in part)
    if isinstance(part, syntax.Iteration):
        to = None if part.to is None else _renamed(part.to, names)
        return syntax.Iteration(part.name, _renamed(part.over, names), to)
    return _renamed(part, names) if isinstance(part, syntax.Node) else part


def _fields(loop: Loop) -> Mapping[str, Question]:
    return loop.question.each if loop.question is not None else {}


def _free_names(node: syntax.Node) -> Iterator[str]:
    """Yield every name in an expression but those of the functions that it calls."""
    if isinstance(node, syntax.Name):
        yield node.name
    called = node.function if isinstance(node, syntax.Call) else None
    for child in syntax.child_nodes(node):
        if child is not called or not isinstance(child, syntax.Name):
            yield from _free_names(child)


def _mentions_path(node: syntax.Node, path: str) -> bool:
    name = syntax.dotted_name(node)
    return name == path or name.startswith(f"{path}.")


def _body_nodes(body: Condition | syntax.Node | None) -> Iterator[syntax.Node]:
    if isinstance(body, syntax.Node):
        yield body
    elif body is not None:
        for part in walk_conditions(body):
            formula = formula_of(part)
            if formula is not None:
                yield parse(formula.text)


def _refers(body: Condition | syntax.Node | None) -> bool:
    if body is None or isinstance(body, syntax.Node):
        return False
    return any(isinstance(part, CriterionRef) for part in walk_conditions(body))


def _is_never_negative(field: Question) -> bool:
    least = field.minimum
    return field.type in NUMERIC and not field.none and least is not None and least >= 0


def _is_never_null(node: syntax.Node, question: Question) -> bool:
    """Whether a filter comes to true, false or unknown for every item, and never to null."""
    match node:
        case syntax.And(left, right) | syntax.Or(left, right):
            return _is_never_null(left, question) and _is_never_null(right, question)
        case syntax.Literal(value):
            return isinstance(value, bool)
        case syntax.Comparison(op):
            return op in {"=", "!="}
        case syntax.In(_, tests):
            return all(
                test.op is None and isinstance(test.of, syntax.ListLiteral) for test in tests
            )
        case syntax.Name(name) if name in question.each:
            field = question.each[name]
            return field.type is ValueType.BOOLEAN and not field.none
        case _:
            return False


def _owner(within: syntax.Node, around: _Around) -> Loop | None:
    """The loop whose item holds the list, where it is a list inside items."""
    while isinstance(within, syntax.Filter | syntax.Path):
        within = within.of
    if not isinstance(within, syntax.Name):
        return None
    for loop in reversed(around):
        if within.name == loop.name or (
            not loop.name and (within.name == _ITEM or within.name in _fields(loop))
        ):
            return loop
    return None


def _dependencies(
    nodes: tuple[syntax.Node, ...], around: _Around, owner: Loop | None
) -> tuple[tuple[Loop, frozenset[str]], ...]:
    """Each loop that some expressions depend on, with the fields of its items that they look at.

    What a loop goes through may depend on the loops around it in turn.
    """
    found: list[tuple[Loop, frozenset[str]]] = []
    looked_at = list(nodes)
    for loop in reversed(around):
        names = {name for node in looked_at for name in _fields_of(loop, node)}
        if names and loop is not owner:
            found.append((loop, frozenset(names)))
            looked_at.append(loop.within)
    return tuple(reversed(found))


def _fields_of(loop: Loop, node: syntax.Node) -> Iterator[str]:
    """Yield each field of a loop's items that an expression looks at; an empty one is the whole."""
    match node:
        case syntax.Path(syntax.Name(name), field) if loop.name and name == loop.name:
            yield field
        case syntax.Name(name):
            if name == (loop.name or _ITEM) or (not loop.name and name in _fields(loop)):
                yield ""
        case _:
            for child in syntax.child_nodes(node):
                yield from _fields_of(loop, child)


def _shape(body: Condition | syntax.Node | None, item: str, around: _Around, field: str) -> object:
    """Equal where two bodies ask the same of an item."""
    match body:
        case None:
            return None
        case CriterionRef(criterion=criterion):
            return criterion
        case _ if isinstance(body, syntax.Node):
            return field, canonical(body, around, item)
    formula = formula_of(body)
    own = None if formula is None else canonical(parse(formula.text), around, item)
    name = body.item if isinstance(body, Every | Some) else ""
    parts = tuple(_shape(part, item, around, "") for part in parts_of(body))
    return type(body).__name__, name, own, parts
