"""What is no text cannot be part of a record."""

import pytest

from authorisation.errors import InvalidRecord
from authorisation.records.read import read_record


@pytest.mark.parametrize("data", [rb'{"format": "\ud800"}', rb'{"a": [{"\udfff": 1}]}'])
def test_half_a_character_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRecord, match="the record holds half a character: a lone surrogate"):
        read_record(data)
