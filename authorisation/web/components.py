"""The components of NHS.UK frontend, rendered from Python as the templates render them.

Every value goes to a component as text, an absent one as "": the templates compare exactly, write
None and False as words, and leave a 0 out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
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

_FOLDERS: Final = {
    "dateInput": "date-input",
    "fileUpload": "file-upload",
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


def component(name: str, params: Params) -> Markup:
    """The markup of a component, by the name of its macro, such as `dateInput`."""
    folder = _FOLDERS.get(name, name)
    template = _environment().get_template(f"nhsuk/components/{folder}/macro.jinja")
    macro = cast("Callable[[Params], Markup]", getattr(template.module, name))
    return macro(params)
