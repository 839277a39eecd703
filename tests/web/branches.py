"""Which branches of the site's templates were taken: both ways of every `if`, `for` with none too.

Each control is a branch as well: with something wrong at it, and with nothing.
"""

from __future__ import annotations

from typing import Any, Final

from jinja2 import Environment, nodes, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from authorisation.web.fields.controls import control
from authorisation.web.rendering import environment

TAKEN: Final[set[tuple[str, int, bool]]] = set()
"""The template and line of each condition that was asked, and how it came out."""
THERE: Final[dict[tuple[str, int], str]] = {}
"""How the line of each condition is written, in all templates that were loaded."""


def _note(value: object, template: str, line: int) -> object:
    """The value of a condition as it is, once its outcome is noted."""
    TAKEN.add((template, line, bool(value)))
    return value


@pass_context
def _noted_control(context: Context, *asked: str, place: tuple[str, int], **more: Any) -> Markup:
    """A control, once it is noted whether something is wrong at it."""
    made = control(context, *asked, **more)
    _note("nhsuk-error-message" in made, *place)
    return made


class NotingEnvironment(Environment):
    """Compiles the site's own templates so that each condition notes how it came out."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if name is None or name.startswith("nhsuk/"):
            return tree
        lines = source.splitlines()

        def noted(test: nodes.Expr, line: int) -> nodes.Call:
            THERE[name, line] = lines[line - 1].strip()
            given: list[nodes.Expr] = [test, nodes.Const(name), nodes.Const(line)]
            call = nodes.Call(nodes.Name("note_branch", "load"), given, [], None, None)
            return call.set_lineno(line)

        for node in tree.find_all((nodes.If, nodes.CondExpr)):
            node.test = noted(node.test, node.lineno)
        for asks in tree.find_all(nodes.Call):
            if isinstance(asks.node, nodes.Name) and asks.node.name == "control":
                THERE[name, asks.lineno] = lines[asks.lineno - 1].strip()
                place = nodes.Const((name, asks.lineno))
                asks.kwargs.append(nodes.Keyword("place", place))
        for loop in tree.find_all(nodes.For):
            if loop.else_:
                loop.iter = noted(loop.iter, loop.lineno)
        return tree


def untaken() -> set[tuple[str, str, bool]]:
    """The template, the line as it is written and the outcome of each branch not taken yet."""
    return {
        (template, text, outcome)
        for (template, line), text in THERE.items()
        for outcome in (True, False)
        if (template, line, outcome) not in TAKEN
    }


def noting(**options: Any) -> Environment:
    """How the framework loads templates, with branches noted."""
    made = NotingEnvironment(**options)
    made.globals.update(environment(**options).globals, note_branch=_note, control=_noted_control)
    return made
