"""The names inside an expression or a message, each with what it stands for and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from authorisation.editor.names.known import KnownNames, plain_path
from authorisation.editor.names.symbols import Occurrence, Symbol, SymbolKind
from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.expressions.checker import ExpressionChecker
from authorisation.language.check.types.scope import NameScope
from authorisation.language.check.types.types import Fields, ListOf, Type
from authorisation.language.fixes.text import SourceText, TextSpan, scalar_offsets
from authorisation.language.yaml.document import Scalar
from authorisation.language.yaml.scalars import NAME
from authorisation.model.source import Formula

_PLACEHOLDER: Final = re.compile(rf"\{{({NAME.pattern}(?:\.{NAME.pattern})*)\}}")
_OF_RESULTS: Final = ("findings", "found", "outcome")


@dataclass(slots=True)
class _NameFinder(ExpressionChecker):
    """Finds names while it infers types, so that each is seen in the scope where it stands."""

    met: list[tuple[syntax.Node, NameScope]] = field(default_factory=list)

    def _kind(self, node: syntax.Node, scope: NameScope) -> Type:
        # Not `super()`: a data class with slots is another class than the one that was written.
        kind = ExpressionChecker._kind(self, node, scope)  # noqa: SLF001 its own
        if isinstance(node, (syntax.Name, syntax.Path, syntax.Literal)):
            self.met.append((node, scope))
        return kind


@dataclass(frozen=True, slots=True)
class FormulaNames:
    """Resolves names in the expressions of one file."""

    known: KnownNames
    text: SourceText
    regime: bool = False
    """Whether the questions are those of a failure regime."""

    def in_expression(self, scalar: Scalar, scope: NameScope) -> Iterator[Occurrence]:
        """Yield the names in a scalar that is an expression."""
        places = scalar_offsets(scalar, self.text)
        if places is not None:
            yield from self._names(scalar.text, 0, places, scope)

    def in_message(self, scalar: Scalar, scope: NameScope) -> Iterator[Occurrence]:
        """Yield the names that a message shows the values of."""
        if "{" not in scalar.text or (places := scalar_offsets(scalar, self.text)) is None:
            return
        for found in _PLACEHOLDER.finditer(scalar.text):
            yield from self._names(found[1], found.start(1), places, scope)

    def item_scope(self, name: str, within: str, scope: NameScope) -> NameScope:
        """The scope inside a loop over a list."""
        finder = _NameFinder(Formula(within))
        node = finder.tree()
        return scope if node is None else scope.loop(name, finder.over(node, scope))

    def _names(
        self, formula: str, begin: int, places: list[int], scope: NameScope
    ) -> Iterator[Occurrence]:
        """Yield the names in a formula that begins in a text at `begin`."""
        finder = _NameFinder(Formula(formula.rstrip("\n")))
        node = finder.tree()
        if node is None:
            return
        finder.infer(node, scope)
        yielded: set[Occurrence] = set()
        about_results = any(word in formula for word in _OF_RESULTS)
        for part, inside in finder.met:
            for each in self._of_node(part, inside, finder, about_results=about_results):
                symbol, (start, end) = each
                first, last = places[begin + start], places[begin + end - 1] + 1
                found = Occurrence(symbol, TextSpan(first, last))
                if last - first == end - start and found not in yielded:
                    yielded.add(found)
                    yield found

    def _of_node(
        self, node: syntax.Node, scope: NameScope, finder: ExpressionChecker, *, about_results: bool
    ) -> Iterator[tuple[Symbol, tuple[int, int]]]:
        start = node.span.start
        written = finder.formula.text[start : node.span.end].rstrip()
        match node:
            case syntax.Name(name) if written == name:
                if symbol := self._of_name(name, scope):
                    yield symbol, (start, start + len(name))
            case syntax.Path(of=of, name=name) if written.endswith(name):
                end = start + len(written)
                if symbol := self._of_path(of, name, scope, finder):
                    yield symbol, (end - len(name), end)
            case syntax.Literal(str() as value) if about_results and written == f'"{value}"':
                for kind, names in self._named_in_results:
                    if value in names:
                        yield Symbol(kind, value), (start + 1, start + 1 + len(value))
            case _:
                pass

    @property
    def _named_in_results(self) -> tuple[tuple[SymbolKind, frozenset[str]], ...]:
        rules = self.known.rules
        return (
            (SymbolKind.CRITERION, frozenset(rules.criteria)),
            (SymbolKind.DOMAIN, frozenset(rules.domains)),
            (SymbolKind.OUTCOME, frozenset(row.id for row in rules.outcomes)),
        )

    def _of_name(self, name: str, scope: NameScope) -> Symbol | None:
        if name in scope.local:
            item = scope.local.get("item")
            if name in scope.loops or not isinstance(item, Fields) or name not in item.fields:
                return None
            owner = self.known.owners.get(id(item.fields))
            return Symbol(SymbolKind.FIELD, f"{owner}.{name}") if owner else None
        if name in self.known.parameters:
            return Symbol(SymbolKind.PARAMETER, name)
        if name in self.known.derived:
            return Symbol(SymbolKind.DERIVED, name)
        return self._question(name)

    def _of_path(
        self, of: syntax.Node, name: str, scope: NameScope, finder: ExpressionChecker
    ) -> Symbol | None:
        chain = syntax.name_chain(of)
        if chain and chain[0] not in scope.local:
            found = self._question(".".join((*chain, name)))
            if found:
                return found
        kind = ExpressionChecker(finder.formula).infer(of, scope)
        while isinstance(kind, ListOf):
            kind = kind.item
        if not isinstance(kind, Fields):
            return None
        if kind.group:
            return self._question(f"{kind.group}.{name}")
        owner = self.known.owners.get(id(kind.fields))
        if owner == "others":
            return self._question(name)
        return Symbol(SymbolKind.FIELD, f"{owner}.{name}") if owner else None

    def _question(self, path: str) -> Symbol | None:
        if not self.regime:
            return Symbol(SymbolKind.QUESTION, path) if path in self.known.paths else None
        plain, at_authorisation = plain_path(path)
        if at_authorisation:
            known = plain in self.known.paths
            return Symbol(SymbolKind.QUESTION, plain) if known else None
        known = plain in self.known.return_paths
        return Symbol(SymbolKind.RETURN_QUESTION, plain) if known else None
