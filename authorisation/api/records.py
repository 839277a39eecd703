"""Records derived again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from authorisation.api.sources import Place, is_place, path_of, root_of
from authorisation.errors import InvalidOption, InvalidRecord
from authorisation.explain.words.quantities import format_count
from authorisation.language.answers.from_python import format_given
from authorisation.usecases.library import Library
from authorisation.usecases.records.replay import Replayed, replay_record
from authorisation.usecases.records.replay import replay as replay_file


class Replay:
    """A record derived again: whether the same comes out.

    >>> import authorisation
    >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
    >>> replayed = authorisation.replay(rules.assess({}).to_record())
    >>> replayed.same, replayed.differences
    (True, ())
    """

    def __init__(self, replayed: Replayed) -> None:
        self._replayed = replayed

    @property
    def same(self) -> bool:
        """Whether the same comes out."""
        return not self.differences

    @property
    def differences(self) -> tuple[str, ...]:
        """Each place where it comes out otherwise, with what the record says and what it is now."""
        return tuple(map(str, self._replayed.differences))

    def __repr__(self) -> str:
        count = format_count(len(self.differences), "difference")
        return f"<Replay: {'the same' if self.same else count}>"


def replay(record: Mapping[str, Any] | Place, *, root: Place | None = None) -> Replay:
    """A record derived again, by the rules that it names: the file of one, or what it holds.

    >>> import authorisation
    >>> rules = authorisation.load("gpcc-2010").on("2012-10-01")
    >>> authorisation.replay(rules.assess({"population.registered": 320_000}).to_record())
    <Replay: the same>

    Raises:
        InvalidRecord: it is no record, or its rules are not there.
    """
    library = Library(root_of(root))
    takes = "give what `to_record` gave, or the file of a record"
    if is_place(record):
        return Replay(replay_file(path_of(record, "record", takes), library))
    if not isinstance(record, Mapping):
        raise InvalidOption(f"record: {format_given(record)} is no record", takes)
    try:
        data = msgspec.json.encode(record)
    except (TypeError, ValueError, RecursionError) as error:
        message = f"record: this is not all JSON values: {error}"
        raise InvalidRecord(message, takes) from None
    return Replay(Replayed(replay_record(data, library)))
