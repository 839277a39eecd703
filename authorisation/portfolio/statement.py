"""Expressions as a statement of SQL: what is used twice is named once, in a chain of views."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from authorisation.portfolio.dialect import WIDE, WIDEST, Dialect
from authorisation.portfolio.expressions import (
    NULL,
    Chosen,
    Column,
    Conditional,
    Constant,
    ForEach,
    Lookup,
    Member,
    Operation,
    Rounded,
    RowExpression,
    Structure,
    Total,
    Variable,
    children,
)

_REPEATED: Final = 12
"""How many parts may be printed again inside a list: to name one there takes a list of its own."""


class SqlStatement:
    """One statement: which expressions are named, and at which place in the chain."""

    def __init__(
        self, outputs: Mapping[str, RowExpression], scales: Mapping[str, int], dialect: Dialect
    ) -> None:
        """`outputs` are worked out by their names; `scales` gives the decimals of columns."""
        self._sql = dialect
        self._outputs = outputs
        self._scales = scales
        self._uses: dict[RowExpression, int] = {}
        self._free: dict[RowExpression, frozenset[int]] = {}
        self._scale: dict[RowExpression, int] = {}
        self._structures: dict[int, Mapping[str, RowExpression]] = {}
        """The fields of the items that are worked out, by the variable that stands for them."""
        for each in outputs.values():
            self._count(each)
        self._names: dict[RowExpression, str] = {}
        self._levels: dict[RowExpression, int] = {}
        self._chain: dict[int, list[RowExpression]] = {}
        for each in outputs.values():
            self._level(each)

    def _count(self, node: RowExpression) -> None:
        """Count how often each expression is used, and which variables are free in it."""
        self._uses[node] = self._uses.get(node, 0) + 1
        if self._uses[node] == 1:
            for child in children(node):
                self._count(child)
            if isinstance(node, ForEach | Total) and isinstance(node.source, ForEach):
                made = node.source.body
                if isinstance(made, Structure):
                    self._structures[node.variable.number] = dict(made.fields)
            self._free[node] = self._free_in(node)

    def _free_in(self, node: RowExpression) -> frozenset[int]:
        if isinstance(node, Variable):
            return frozenset((node.number,))
        found = frozenset[int]().union(*(self._free[child] for child in children(node)))
        if isinstance(node, ForEach | Total):
            body = self._free[node.body] - {node.variable.number}
            return self._free[node.source] | body
        return found

    def _level(self, root: RowExpression) -> int:
        if root in self._levels:
            return self._levels[root]
        level = max((self._level(child) for child in children(root)), default=0)
        if self._is_named(root):
            level += 1
            self._names[root] = self._sql.quoted(f"#{len(self._names) + 1}")
            self._chain.setdefault(level, []).append(root)
        self._levels[root] = level
        return level

    def _is_named(self, node: RowExpression) -> bool:
        plain = isinstance(node, Constant | Column | Variable)
        return self._uses[node] > 1 and not plain and not self._free[node]

    def text(self, source: str) -> str:
        """The whole statement, over a table: a view for each step but the last."""
        *steps, chosen = self.steps()
        last = source
        views: list[str] = []
        for number, columns in enumerate(steps, start=1):
            views.append(f"v{number} AS (SELECT {', '.join(columns)} FROM {last})")
            last = f"v{number}"
        chain = f"WITH {', '.join(views)} " if views else ""
        return f"{chain}SELECT {', '.join(chosen)} FROM {last}"

    def steps(self) -> list[list[str]]:
        """The selections, one step from another, the outputs last.

        Each step has the columns that later ones look at, and no others.
        """
        chosen = [
            f"{self._output(each)} AS {self._sql.quoted(name)}"
            for name, each in self._outputs.items()
        ]
        needed = self._columns_in(self._outputs.values())
        steps = [chosen]
        for level in sorted(self._chain, reverse=True):
            made = [node for node in self._chain[level] if self._names[node] in needed]
            needed -= {self._names[node] for node in made}
            steps.append([*sorted(needed), *map(self._definition, made)])
            needed |= self._columns_in(child for node in made for child in children(node))
        return steps[::-1]

    def _output(self, node: RowExpression) -> str:
        """A column of the result; one of a few texts is written as such."""
        found = few_texts(node)
        texts = tuple(dict.fromkeys(str(each.value) for each in found))
        return self._print(node, {c: self._sql.one_of_texts(str(c.value), texts) for c in found})

    def _definition(self, node: RowExpression) -> str:
        return f"{self._inside(node, {})} AS {self._names[node]}"

    def _columns_in(self, nodes: Iterable[RowExpression]) -> set[str]:
        """The columns, of the input or named, that expressions look at."""
        found: set[str] = set()
        met: set[RowExpression] = set()
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            if node in met:
                continue
            met.add(node)
            if node in self._names:
                found.add(self._names[node])
            elif isinstance(node, Column):
                found.add(self._sql.quoted(node.name))
            else:
                waiting.extend(children(node))
        return found

    def _print(self, node: RowExpression, here: Mapping[RowExpression, str]) -> str:
        """An expression: by its name, or as it is worked out inside a list, where it has one."""
        known = here.get(node) or self._names.get(node)
        return known or self._inside(node, here)

    def _inside(self, node: RowExpression, here: Mapping[RowExpression, str]) -> str:
        def of(part: RowExpression) -> str:
            return self._print(part, here)

        match node:
            case Constant(value=value):
                return self._sql.literal(value)
            case Column(name=name):
                return self._sql.quoted(name)
            case Member(of=inner, name=name):
                return f"{of(inner)}.{self._sql.quoted(name)}"
            case Conditional(branches=branches, other=other):
                cases = " ".join(f"WHEN {of(when)} THEN {of(then)}" for when, then in branches)
                return f"CASE {cases} ELSE {of(other)} END"
            case Lookup(table=table, index=index):
                return self._sql.lookup(table, of(index))
            case Structure(fields=fields):
                return self._sql.structure((name, of(value)) for name, value in fields)
            case ForEach(source=source, variable=item, body=body):
                return self._for_each(source, item, body, here)
            case Total(kind=kind, source=source, variable=item, body=body):
                made = self._for_each(source, item, body, here)
                return self._sql.total(kind, made, self._scale_of(body))
            case Chosen(items=items):
                return self._sql.chosen([(of(when), of(each)) for when, each in items])
            case Rounded():
                return self._rounded(node, here)
            case Operation():
                return self._operation(node, here)
            case _:
                raise AssertionError(node)

    def _operation(self, node: Operation, here: Mapping[RowExpression, str]) -> str:
        parts = [self._print(part, here) for part in node.of]
        if node.op in {"least", "greatest"}:
            parts = self._of_one_scale(node.of, parts)
        if node.op == "*" and not all(part.among is not None for part in node.of):
            scale = self._scale_of(node.of[0])
            parts[0] = f"CAST({parts[0]} AS DECIMAL({WIDE}, {scale}))"
        return self._sql.operation(node.op, parts)

    def _of_one_scale(self, nodes: Sequence[RowExpression], parts: list[str]) -> list[str]:
        """Numbers with as many decimals each: of wide ones the database would round some off."""
        scales = [self._scale_of(node) for node in nodes]
        if len(set(scales)) == 1:
            return parts
        return [f"CAST({part} AS DECIMAL({WIDEST}, {max(scales)}))" for part in parts]

    def _for_each(
        self,
        source: RowExpression,
        item: Variable,
        body: RowExpression,
        here: Mapping[RowExpression, str],
    ) -> str:
        """A list worked out of another; what its body uses twice is worked out before, once."""
        listed = self._print(source, here)
        stages = self._stages(item, body, here)
        name = f"i{item.number}"
        inner = {**here, item: name}
        for number, stage in enumerate(stages):
            kept = {node: text for node, text in inner.items() if text.startswith(f"{name}.")}
            kept[item] = inner[item]
            fields = [("i", inner[item])]
            fields += [
                (text.rpartition(".")[2], text) for node, text in kept.items() if node is not item
            ]
            made = {node: f"s{number}_{at}" for at, node in enumerate(stage)}
            fields += [(field, self._inside(node, inner)) for node, field in made.items()]
            listed = self._sql.for_each(listed, name, self._sql.structure(fields))
            inner = {
                **here,
                item: f"{name}.i",
                **{node: text for node, text in kept.items() if node is not item},
                **{node: f"{name}.{field}" for node, field in made.items()},
            }
        printed = self._print(body, inner)
        return self._sql.for_each(listed, name, printed)

    def _stages(
        self, item: Variable, body: RowExpression, here: Mapping[RowExpression, str]
    ) -> list[list[RowExpression]]:
        """The expressions of an item that the body uses so often that each is worked out once.

        Each comes after what it rests on.
        """
        levels: dict[RowExpression, int] = {}
        stages: dict[int, list[RowExpression]] = {}
        sizes: dict[RowExpression, int] = {}

        def visit(node: RowExpression, bound: frozenset[int]) -> int:
            if node in levels:
                return levels[node]
            inner = bound
            if isinstance(node, ForEach | Total):
                inner = bound | {node.variable.number}
            level = max((visit(child, inner) for child in children(node)), default=0)
            sizes[node] = _own_size(node) + sum(sizes[child] for child in children(node))
            shared = (
                node not in here
                and item.number in self._free[node]
                and not (self._free[node] & bound)
                and (self._uses[node] - 1) * (sizes[node] - 1) > _REPEATED
            )
            if node in self._names:
                sizes[node] = 1
            if shared:
                stages.setdefault(level, []).append(node)
                level += 1
                sizes[node] = 1
            levels[node] = level
            return level

        visit(body, frozenset())
        return [stages[level] for level in sorted(stages)]

    def _scale_of(self, node: RowExpression) -> int:
        """The number of decimals that a number has."""
        if node not in self._scale:
            self._scale[node] = self._new_scale(node)
        return self._scale[node]

    def _new_scale(self, node: RowExpression) -> int:
        match node:
            case Constant(value=Decimal() as number):
                return max(0, -int(number.as_tuple().exponent))
            case Member(of=Variable(number=number), name=name) if number in self._structures:
                return self._scale_of(self._structures[number][name])
            case Column(name=name) | Member(name=name):
                return self._scales.get(name, 0)
            case Conditional(branches=branches, other=other):
                return max(self._scale_of(value) for value in (other, *(v for _, v in branches)))
            case Operation(op="*", of=parts):
                return sum(map(self._scale_of, parts))
            case Operation(op="+" | "-" | "least" | "greatest" | "negate", of=parts):
                return max(map(self._scale_of, parts))
            case Total(body=body):
                return self._scale_of(body)
            case Rounded(places=places):
                return places
            case _:
                return 0

    def _rounded(self, node: Rounded, here: Mapping[RowExpression, str]) -> str:
        above, below = self._print(node.above, here), self._print(node.below, here)
        up, down = self._scale_of(node.above), self._scale_of(node.below)
        return self._sql.rounded(above, below, up, down, node.places)


def few_texts(of: RowExpression) -> tuple[Constant, ...]:
    """The texts that a column, or an item of one, may be; none where it may be anything else."""
    match of:
        case Constant(value=str()):
            return (of,)
        case Conditional(branches=branches, other=other):
            values = [value for _, value in branches] + [other]
        case Chosen(items=items):
            values = [each for _, each in items]
        case _:
            return ()
    found = [few_texts(each) for each in values if each is not NULL]
    return tuple(one for each in found for one in each) if all(found) else ()


def _own_size(of: RowExpression) -> int:
    """The size of an expression as it prints, beside its parts: of a field of an item, nothing."""
    match of:
        case Lookup(table=table):
            return 2 + len(table) // 16
        case Member(of=Variable()):
            return 0
        case _:
            return 1
