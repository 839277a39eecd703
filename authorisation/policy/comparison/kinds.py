"""The kinds of changes: what a difference at a place of a rule set is called."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

import msgspec

from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.model.condition import AllOf, AnyOf, Every, Some
from authorisation.model.source import Formula
from authorisation.policy.comparison.structure import ABSENT, StructurePath, parts_by_key


class ChangeKind(StrEnum):
    """The kind of a change."""

    ADDED = "added"
    REMOVED = "removed"
    VALUE = "value"
    DATE = "date"
    OPERATOR = "operator"
    CONDITION = "condition"
    """Of what is required, of whom, or of when a row applies, beyond one value or operator."""
    SEVERITY = "severity"
    ORDER = "order"
    DEFINITION = "definition"
    """Of what an answer may be, or of what a part of the rules is taken for."""
    SOURCE = "source"
    WORDING = "wording"


_FIELDS: Final = {
    ChangeKind.VALUE: "n minimum maximum due due_days sustained deadline settling severity value",
    ChangeKind.DATE: "in_force beyond_before",
    ChangeKind.SOURCE: "source sources standing published settling_source",
    ChangeKind.CONDITION: (
        "require applies when test satisfies within part conditions support needs exit"
    ),
    ChangeKind.WORDING: (
        "title ask why note met not_met unknown remedy says called guidance publisher domains"
        " severities parties reason name_by answered_by followed_by strands evidence unread"
    ),
}
_KINDS: Final = {name: kind for kind, names in _FIELDS.items() for name in names.split()}


def kind_of(path: StructurePath, old: object, new: object) -> ChangeKind:
    """The kind of a difference, by the field that it is in and by what stands there."""
    if old is ABSENT or new is ABSENT:
        if parts_by_key(new if old is ABSENT else old) is not None:
            return ChangeKind.ADDED if old is ABSENT else ChangeKind.REMOVED
    elif isinstance(old, Formula) and isinstance(new, Formula):
        return _kind_of_formulas(old, new)
    elif {type(old), type(new)} in ({AllOf, AnyOf}, {Every, Some}):
        return ChangeKind.OPERATOR
    fields = [step for step in path if isinstance(step, str) and step in _KINDS]
    return _KINDS[fields[-1]] if fields else ChangeKind.DEFINITION


def _kind_of_formulas(old: Formula, new: Formula) -> ChangeKind:
    """A value or an operator where nothing else differs; the same if it is written otherwise."""
    found = {*_differing(parse(old.text), parse(new.text))}
    if not found:
        return ChangeKind.WORDING
    return found.pop() if len(found) == 1 else ChangeKind.CONDITION


def _differing(old: Any, new: Any) -> list[ChangeKind]:  # noqa: ANN401 any part of a syntax tree
    """The kinds of the smallest parts in which two trees differ."""
    if old == new:
        return []
    literals = syntax.Literal, syntax.AtLiteral
    if type(old) is not type(new):
        return [ChangeKind.CONDITION]
    if isinstance(old, literals):
        return [ChangeKind.VALUE]
    if isinstance(old, tuple) and len(old) == len(new):
        return [kind for pair in zip(old, new, strict=True) for kind in _differing(*pair)]
    if isinstance(old, msgspec.Struct):
        found = []
        for name in old.__struct_fields__:
            pair = getattr(old, name), getattr(new, name)
            if name == "op" and pair[0] != pair[1]:
                found.append(ChangeKind.OPERATOR)
            elif name != "span":
                found += _differing(*pair)
        return found
    return [ChangeKind.CONDITION]
