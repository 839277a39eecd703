"""How every result is given: as a short `repr`, as values of JSON, and in the formats it has."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from authorisation.errors import InvalidOption
from authorisation.language.answers.from_python import format_given
from authorisation.report.file_formats import PAGE_FORMATS, WIDTHS, FileFormat
from authorisation.usecases.delivery.deliverable import Deliverable, render

LONGEST_NAME: Final = 60
"""Of a name in a `repr`."""
_LONGEST_REPR: Final = 199


def short_repr(text: str) -> str:
    """The `repr` of a result, under 200 characters whatever names are in it."""
    return text if len(text) <= _LONGEST_REPR else f"{text[: _LONGEST_REPR - 2]}…>"


def to_builtins(record: object) -> dict[str, Any]:
    """A record as values of JSON: what reading it back gives."""
    built: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    return built


def render_in(made: Deliverable, form: str, width: object) -> str | bytes:
    """A result in a format by its name.

    Raises:
        InvalidOption: there is no such format, or it cannot be so wide.
    """
    formats = {str(each): each for each in (*PAGE_FORMATS, *made.data)}
    if form not in list(formats):  # a list is asked, for what cannot be hashed is no format too
        raise InvalidOption(f"`{form}` is no format of this: there are {', '.join(formats)}")
    if not isinstance(width, int) or width not in WIDTHS:
        wanted = f"give a whole number of characters, from {WIDTHS[0]} to {WIDTHS[-1]}"
        raise InvalidOption(f"width: {format_given(width)} is no width", wanted)
    data = render(made, formats[form], width=width)
    return data if formats[form] is FileFormat.XLSX else data.decode()
