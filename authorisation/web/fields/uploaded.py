"""A file that was uploaded with a form, and what is wrong with it, as its page says it."""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from authorisation.errors import AuthorisationError, InvalidOption, InvalidSubmission
from authorisation.web.fields.posted import error_text

_MEGABYTE: Final = 1_000_000
_MOST_LISTED: Final = 50
"""How many problems of a file are listed on a page."""


def read_uploaded(request: HttpRequest, control: str, largest: int, remedy: str) -> bytes:
    """The file of a control, of so many bytes at most.

    Raises:
        InvalidOption: there is none, or it is larger; `remedy` says which file is meant.
    """
    given: UploadedFile[Any] | None = request.FILES.get(control)
    if given is None or not given.size:
        raise InvalidOption("choose a file")
    if given.size > largest:
        size = f"{largest // 1_000} kB" if largest < _MEGABYTE else f"{largest // _MEGABYTE} MB"
        raise InvalidOption(f"the file is larger than {size}", remedy)
    data: bytes = given.read()
    return data


def file_errors(control: str, refused: AuthorisationError | None, name: str) -> dict[str, Any]:
    """The errors on a page of a file that was refused: the first at its control, further ones.

    `name` is what the file is called in the places of problems.
    """
    errors: tuple[str, ...] = ()
    if isinstance(refused, InvalidSubmission):
        places = [f"{each.at}".removeprefix(f"{name}: ") for each in refused.problems]
        texts = map(error_text, refused.problems)
        errors = tuple(f"{place}: {text}" for place, text in zip(places, texts, strict=True))
    elif refused is not None:
        errors = (error_text(refused),)
    return {
        "errors": {control: errors[0]} if errors else {},
        "further": errors[1:_MOST_LISTED],
        "left": max(0, len(errors) - _MOST_LISTED),
    }
