"""One formula under check: its problems, its author's text of a part, what its names stand for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from authorisation.feel.errors import FeelSyntaxError
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.language.check.types import types
from authorisation.language.check.types.comparisons import Complaint, Operand
from authorisation.language.check.types.scope import NameScope
from authorisation.language.check.types.units import Unit
from authorisation.language.yaml.characters import quote_names
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import replace_by_one, suggest_name, suggest_path
from authorisation.model.source import AskedQuestion, Formula, Remedy

_LONGEST_QUOTE = 70


@dataclass(slots=True)
class FormulaCheck(ABC):
    """One formula under check: the problems found so far, and the names it rests on.

    What checks names and calls asks it for the types of their parts; how they are found is the
    business of whoever subclasses it.
    """

    formula: Formula
    problems: Problems = field(default_factory=Problems)
    used: set[str] = field(default_factory=set)

    @abstractmethod
    def infer(self, node: syntax.Node, scope: NameScope) -> types.Type:
        """Give the type of a part, reporting what is wrong in it."""

    def tree(self) -> syntax.Node | None:
        """Give the syntax tree, or report why there is none."""
        try:
            return parse(self.formula.text)
        except FeelSyntaxError as error:
            place = self.formula.locate(error.line, error.column)
            self.problems.wrong(place, error.message)
            return None

    def quote(self, node: syntax.Node) -> str:
        """Give the author's own text of a part, on one line."""
        text = " ".join(self._written(node).split())
        return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"

    def report(self, node: syntax.Node, message: str, remedy: str | Remedy = "") -> None:
        """Add a problem at the place of a part."""
        place = self.formula.locate(node.span.line, node.span.column)
        self.problems.wrong(place, message, remedy, self._written(node))

    def _written(self, node: syntax.Node) -> str:
        """The author's own text of a part; that of a name in a message is the whole of it."""
        return self.formula.text[node.span.start : node.span.end] or self.formula.text

    def complain(self, node: syntax.Node, complaint: Complaint | None) -> None:
        """Add a complaint, if there is one, at the place of a part."""
        if complaint is not None:
            self.report(node, complaint.message, complaint.remedy)

    def operand(self, node: syntax.Node, kind: types.Type) -> Operand:
        """Pair a part's type with its text."""
        return Operand(self.quote(node), kind)


_QUOTED: Final = 'text is written in quotes, such as `"low"`'

_IN_MONTHS: Final[Mapping[str, types.Type]] = {
    name: types.Number(Unit(((name[:-1], 1),))) for name in ("years", "months")
}
_IN_DAYS: Final[Mapping[str, types.Type]] = {
    "days": types.DAYS,
    "hours": types.Number(Unit((("hour", 1),))),
    **dict.fromkeys(("minutes", "seconds"), types.NUMBER),
}
_PARTS: Final[Mapping[str, Mapping[str, types.Type]]] = {
    "date": dict.fromkeys(("year", "month", "day", "weekday"), types.NUMBER),
    "duration": {**_IN_DAYS, **_IN_MONTHS},
    "days": _IN_DAYS,
    "months": _IN_MONTHS,
}
"""The parts of dates and of lengths of time, by kind and by measure."""


def name_type(check: FormulaCheck, node: syntax.Name, scope: NameScope) -> types.Type:
    """Give the type behind a bare name; report one that means nothing here."""
    kind = scope.find(node.name)
    if kind is None:
        _report_unknown_name(check, node, node.name, scope)
        return types.ANYTHING
    check.used.add(node.name)
    return kind


def path_type(check: FormulaCheck, node: syntax.Path, scope: NameScope) -> types.Type:
    """Give the type behind `of.name`; report a part that is not there."""
    path = syntax.dotted_name(node)
    head = path.split(".")[0]
    if path in scope.unasked and head not in scope.local:
        _report_unknown_name(check, node, path, scope)
        return types.ANYTHING
    if path and scope.find(head) is None and head not in scope.unasked:
        _report_unknown_name(check, node, path, scope)
        return types.ANYTHING
    return _part(check, node, check.infer(node.of, scope), scope)


def _part(check: FormulaCheck, node: syntax.Path, of: types.Type, scope: NameScope) -> types.Type:
    match of:
        case types.Anything() | types.Nothing() | types.RangeOver():
            return types.ANYTHING
        case types.ListOf(item):
            return types.ListOf(_part(check, node, item, scope))
        case types.Fields(fields=fields) if node.name in fields:
            return fields[node.name]
        case types.Fields(fields=fields, group=group):
            _report_unknown_field(check, node, tuple(fields), group, scope)
            return types.ANYTHING
        case types.Temporal(kind) if kind not in _PARTS:
            return types.ANYTHING
        case types.Temporal(kind, measure):
            parts = _PARTS[measure or kind]
            if node.name in parts:
                return parts[node.name]
            _report_missing_part(check, node, types.format_type(of), tuple(parts))
        case _:
            _report_missing_part(check, node, types.format_type(of), ())
    return types.ANYTHING


def _report_unknown_field(
    check: FormulaCheck, node: syntax.Path, fields: tuple[str, ...], group: str, scope: NameScope
) -> None:
    if group:
        _report_unknown_name(check, node, f"{group}.{node.name}", scope)
        return
    listed = f"its fields are {quote_names(fields)}"
    near = suggest_name(node.name, fields) or replace_by_one(node.name, fields, listed)
    of = syntax.dotted_name(node.of) or check.quote(node.of)
    check.report(node, f"`{of}` has no field `{node.name}`", near)


def _report_missing_part(
    check: FormulaCheck, node: syntax.Path, what: str, parts: tuple[str, ...]
) -> None:
    of = syntax.dotted_name(node.of) or check.quote(node.of)
    message = f"`{of}` is {what} and has no `{node.name}`"
    remedy = replace_by_one(node.name, parts, f"it has {quote_names(parts)}") if parts else ""
    check.report(node, message, remedy)


def _report_unknown_name(
    check: FormulaCheck, node: syntax.Node, name: str, scope: NameScope
) -> None:
    """Say that a name means nothing here, and what its author may have meant."""
    if name in scope.unasked:
        remedy = Remedy("add it to `asks`", (AskedQuestion(name),))
        check.report(node, f"this rule set does not ask `{name}`", remedy)
    elif (head := name.partition(".")[0]) in scope.elsewhere:
        check.report(node, f"`{head}` cannot be used here", scope.elsewhere[head])
    else:
        near = suggest_path(name, scope.known)
        check.report(node, f"unknown name `{name}`", near or ("" if "." in name else _QUOTED))
