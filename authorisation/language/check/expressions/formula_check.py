"""One formula under check: its problems, the names it rests on, the author's own text of a part."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from authorisation.feel.errors import FeelSyntaxError
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.language.check.types.comparisons import Complaint, Operand
from authorisation.language.check.types.scope import NameScope
from authorisation.language.check.types.types import Type
from authorisation.language.yaml.problems import Problems
from authorisation.model.source import Formula, Remedy

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
    def infer(self, node: syntax.Node, scope: NameScope) -> Type:
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

    def operand(self, node: syntax.Node, kind: Type) -> Operand:
        """Pair a part's type with its text."""
        return Operand(self.quote(node), kind)
