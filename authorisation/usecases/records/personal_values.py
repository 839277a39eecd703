"""Personal values of a record that was kept in a case, where its folder has them beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from authorisation.errors import InvalidRecord
from authorisation.explain.words.damage import decode_json
from authorisation.explain.words.quantities import format_count
from authorisation.language.yaml.regular_files import display_path, is_file, read_file
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.read import MAX_RECORD_BYTES
from authorisation.records.record import Record
from authorisation.records.words.personal_tokens import (
    ERASED,
    PERSONAL_FILE,
    PersonalRow,
    personal_token,
    personal_tokens,
)

T = TypeVar("T")
_REMEDY: Final = "take it as `authorise casework export` wrote it, or the record without it"
_APART: Final = "(kept apart from this record)"


class PersonalValues:
    """The values that the tokens of a record stand for, as the file beside it says."""

    def __init__(self, record: Path) -> None:
        """Read the file beside a record, where there is one.

        Raises:
            InvalidRecord: it holds something else, or a value that is not the one of its token.
        """
        place = record.parent / PERSONAL_FILE
        self._beside = is_file(place)
        data = read_file(place, limit=MAX_RECORD_BYTES) if self._beside else b"{}"
        try:
            rows = decode_json(data, dict[str, PersonalRow])
        except InvalidRecord as error:
            raise InvalidRecord(f"{display_path(place)}: {error}", _REMEDY) from None
        for token, row in rows.items():
            if personal_token(row.value, row.salt) != token:
                message = f"{display_path(place)}: {token} stands for another value"
                raise InvalidRecord(message, _REMEDY)
        self._values = {token: row.value for token, row in rows.items()}

    def said_of(self, token: str) -> str:
        """The value of a token; else that it was erased, or is kept apart."""
        return self._values.get(token, ERASED if self._beside else _APART)

    def without_value(self, record: Record) -> Iterator[str]:
        """A line for each place in the record of an assessment whose value is not here."""
        if not isinstance(record, AssessmentRecord):
            return
        parts = {"submission": record.submission, "decision": record.decision}
        parts["judgements"] = record.judgements  # type: ignore[assignment]
        places = [
            place
            for place, text in _texts(msgspec.to_builtins(parts), "")
            if any(token not in self._values for token in personal_tokens(text))
        ]
        if self._beside:
            yield from (f"{place}: {ERASED}" for place in places)
        elif places:
            yield f"{format_count(len(places), 'personal value')} {_APART}"

    def shown_in(self, page: T) -> T:
        """A page or a letter with what each token in it stands for."""
        return self._with_values(page)  # type: ignore[no-any-return]

    def _with_values(self, value: Any) -> Any:  # noqa: ANN401 - any part of a page
        match value:
            case str():
                for token in personal_tokens(value):
                    value = value.replace(token, self.said_of(token))
                return value
            case tuple():
                return tuple(map(self._with_values, value))
            case msgspec.Struct():
                fields = msgspec.structs.asdict(value)
                return type(value)(
                    **{name: self._with_values(each) for name, each in fields.items()}
                )
            case _:
                return value


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON
    """The texts in JSON, each with its place."""
    match value:
        case str():
            yield place, value
        case dict():
            for name, each in value.items():
                yield from _texts(each, f"{place}.{name}".lstrip("."))
        case list() | tuple():
            for number, each in enumerate(value, start=1):
                yield from _texts(each, f"{place}[{number}]")
