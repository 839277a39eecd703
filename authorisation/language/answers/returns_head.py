"""The head of a file of returns: which rules it names, and its last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from authorisation.language.yaml import document
from authorisation.language.yaml.scalars import PlacedName


@dataclass(frozen=True, slots=True)
class ReturnsHead:
    """The head of a file of returns, by which the rules for it are chosen."""

    rules: PlacedName | None = None
    """The rule set that it names."""
    day: date | None = None
    """The day on which its last return came; without one, that of authorisation."""


def read_returns_head(data: bytes, file: str) -> ReturnsHead:
    """Return the head of a file of returns; what cannot be read is left to whoever reads it all."""
    try:
        return head_of(document.parse_yaml(data, file))
    except document.UnreadableYaml:
        return ReturnsHead()


def head_of(root: document.Node) -> ReturnsHead:
    """Return the head of a file of returns from its entries."""
    if not isinstance(root, document.Mapping):
        return ReturnsHead()
    rules, returns = root.get("rules"), root.get("returns")
    filed = returns if isinstance(returns, document.Sequence) else ()
    received = [each.get("received_on") for each in filed if isinstance(each, document.Mapping)]
    days = [*_days(received)] or [*_days([root.get("authorised_on")])]
    named = isinstance(rules, document.Scalar) and not rules.empty
    return ReturnsHead(
        PlacedName(rules.text, rules.at) if named and isinstance(rules, document.Scalar) else None,
        max(days, default=None),
    )


def _days(nodes: Iterable[document.Node | None]) -> Iterator[date]:
    for node in nodes:
        with suppress(ValueError):
            if isinstance(node, document.Scalar):
                yield date.fromisoformat(node.text)
