"""The components of NHS.UK frontend, rendered from Python as the templates render them.

Every value goes to a component as text, an absent one as "": the templates compare exactly, write
None and False as words, and leave a 0 out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from authorisation.explain.words.safe import visible

if TYPE_CHECKING:
    from collections.abc import Callable

Param: TypeAlias = str | bool | Mapping[str, "Param"] | Sequence["Param"]
"""What a component takes; a bool is one of its own switches, and never a value of anybody's."""
Params: TypeAlias = Mapping[str, Param]

OPTIONS: Final = {
    "undefined": ChainableUndefined,  # the components ask for parts of what was not given
    "loader": ChoiceLoader(
        [PackageLoader("authorisation.web"), PackageLoader("nhsuk_frontend_jinja")]
    ),
    "trim_blocks": True,
    "lstrip_blocks": True,
}
"""How templates are loaded, ours and theirs, beside what the framework sets itself."""
NO_HINTS: Final[Mapping[str, str]] = MappingProxyType({})
_FOLDERS: Final = {
    "dateInput": "date-input",
    "fileUpload": "file-upload",
    "passwordInput": "password-input",
    "summaryList": "summary-list",
    "table": "tables",
}
"""Where the macros lie whose folder is called otherwise."""


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, **OPTIONS)  # type: ignore[arg-type]


def text_rows(texts: Iterable[tuple[str, str]]) -> list[Params]:
    """The rows of a summary list that say a text each, with what could deceive made visible."""
    return [
        {"key": {"text": visible(name)}, "value": {"text": visible(text)}} for name, text in texts
    ]


def summary_row(name: str, value: str, *links: Params) -> Params:
    """A row of a summary list, with what is done about it, each as `row_link` has it."""
    row = {"key": _content(name), "value": _content(value)}
    return {**row, "actions": {"items": links}} if links else row


def row_link(href: str, text: str, of: str) -> Params:
    """A link beside a row; `of` is what it is about, for who hears it read alone."""
    return {"href": href, "text": text, "visuallyHiddenText": of}


def _content(text: str) -> Params:
    """A text, or markup as it is."""
    return {"html": text} if isinstance(text, Markup) else {"text": text}


def choices(
    texts: Mapping[str, str], *chosen: str, hints: Mapping[str, str] = NO_HINTS
) -> list[Params]:
    """The choices, by value, that one or several are chosen of, with those that are chosen marked.

    `hints` are what is said below some of them.
    """
    return [
        {
            "value": value,
            "text": text,
            "hint": {"text": hints.get(value, "")},
            "checked": value in chosen,
            "selected": value in chosen,
        }
        for value, text in texts.items()
    ]


def component(name: str, params: Params) -> Markup:
    """The markup of a component, by the name of its macro, such as `dateInput`."""
    folder = _FOLDERS.get(name, name)
    template = _environment().get_template(f"nhsuk/components/{folder}/macro.jinja")
    macro = cast("Callable[[Params], Markup]", getattr(template.module, name))
    return macro(params)
