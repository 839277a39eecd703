"""What an outcome table can tell apart: which findings are alike to all of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from authorisation.feel.closures.expression import Expression
from authorisation.feel.syntax.tree import (
    And,
    Call,
    Comparison,
    Filter,
    In,
    ListLiteral,
    Literal,
    Name,
    Node,
    Or,
    UnaryTest,
    child_nodes,
)
from authorisation.model.rules import Criterion, Severity

FINDINGS: Final = "findings"
GRADE: Final = "grade"
_FIELDS: Final = frozenset({"id", "domain", "title", "severity", "verdict", GRADE})
_OF_THE_FINDING: Final = frozenset({"verdict", GRADE})
"""The fields that two findings of one criterion may differ in."""
_WHETHER: Final = frozenset(
    {
        *((op, Decimal(0)) for op in (">", "=", "!=", "<=")),
        *((op, Decimal(1)) for op in (">=", "<")),
    }
)
_WORD: Final = re.compile(r"\w+")


class OutcomeView(msgspec.Struct, frozen=True):
    """The parts of findings that the rows of an outcome table look at."""

    words: frozenset[str]
    """Every word in them, and so every name that they may mention."""
    texts: frozenset[str] | None
    """The texts that they compare fields of findings with, where they only count findings by such
    comparisons; None where they look at findings in any other way."""
    only_whether: bool = False
    """Whether they only ask whether there is any such finding at all: one counts as much as ten."""
    reads_grades: bool = True
    """Whether they, or what they impose, may look at the grades of findings."""
    one_of_each: bool = False
    """Whether one finding of each kind tells all: rows ask only whether there is any, and what
    they impose is all findings of some kinds."""

    def likeness(self, criterion: Criterion, severity: Severity) -> tuple[str, ...]:
        """Give what a criterion shares with those that are alike to every row.

        Whichever of two alike has a verdict, the same rows apply.
        """
        if self.texts is None:
            return (criterion.id,)
        fixed = (criterion.id, criterion.domain, criterion.title, severity.value)
        return tuple(text if text in self.texts else "" for text in fixed)


def outcome_view(rows: Sequence[Expression], imposed: Sequence[Expression] = ()) -> OutcomeView:
    """Give what the conditions of an outcome table's rows, and what they impose, look at."""
    words = [word for row in rows for word in _WORD.findall(row.text)]
    counts = [node for row in rows for node in _counts_in(row.syntax)]
    compared = [_compared_texts(by) for by in counts]
    known = [texts for texts in compared if texts is not None]
    only_counted = words.count(FINDINGS) == len(counts) == len(known)
    texts = frozenset[str]().union(*known) if only_counted else None
    asked = [node for row in rows for node in _asked_whether(row.syntax)]
    only_whether = texts is not None and len(asked) == len(counts)
    graded = any(GRADE in _WORD.findall(each.text) for each in (*rows, *imposed))
    chosen = [_texts_that_choose(each.syntax) for each in imposed]
    if texts is None or None in chosen:
        return OutcomeView(frozenset(words), texts, only_whether, graded)
    texts = texts.union(*(each for each in chosen if each is not None))
    return OutcomeView(frozenset(words), texts, only_whether, graded, one_of_each=only_whether)


def _texts_that_choose(node: Node) -> frozenset[str] | None:
    """Give the texts that `findings[condition]` compares fields with; None for any other form."""
    match node:
        case Filter(Name(name), by) if name == FINDINGS:
            return _compared_texts(by)
        case _:
            return None


def _asked_whether(node: Node) -> Iterator[Node]:
    """Yield every comparison that asks of `count(findings[condition])` whether it is nought."""
    match node:
        case Comparison(
            op, Call(Name("count"), (Filter(Name(name), _),), ()), Literal(Decimal() as number)
        ) if name == FINDINGS and (op, number) in _WHETHER:
            yield node
        case _:
            for child in child_nodes(node):
                yield from _asked_whether(child)


def _counts_in(node: Node) -> Iterator[Node]:
    """Yield the condition of every `count(findings[condition])`."""
    match node:
        case Call(Name("count"), (Filter(Name(name), by),), ()) if name == FINDINGS:
            yield by
        case _:
            for child in child_nodes(node):
                yield from _counts_in(child)


def _compared_texts(node: Node) -> frozenset[str] | None:
    """Give the texts that a condition compares fields of a finding with; None if it does more."""
    match node:
        case And(left, right) | Or(left, right):
            both = _compared_texts(left), _compared_texts(right)
            return None if both[0] is None or both[1] is None else both[0] | both[1]
        case Comparison("=" | "!=", Name(name), Literal(str() as text)) if name in _FIELDS:
            return frozenset({text})
        case In(Name(name), (UnaryTest(None, Name(listed)),)) if name in _OF_THE_FINDING:
            return None if listed in _FIELDS or listed == "item" else frozenset()
        case In(Name(name), (UnaryTest(None, ListLiteral(items)),)) if name in _FIELDS:
            texts = [item.value for item in items if isinstance(item, Literal)]
            found = frozenset(text for text in texts if isinstance(text, str))
            return found if len(found) == len(items) else None
        case _:
            return None
