"""The personal values beside a record: what is wrong with their file, in our words."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidRecord
from authorisation.records.words.personal_tokens import PERSONAL_FILE, personal_token
from authorisation.usecases.records.personal_values import PersonalValues

TOKEN = personal_token("Ann", "ab")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"x": ', "line 1, column 7: this is not JSON"),
        (b'"\xff"', "byte 2 is not UTF-8"),
        (b"[" * 100_000, "this is no JSON that this program wrote"),
        (b"[]", "the whole: a mapping is to stand there, and not a list of 0"),
        (b'{"x": {"salt": "ab"}}', "`[...]` has no `value`"),
        (f'{{"{TOKEN}": {{"salt": "ab", "value": "Bob"}}}}', f"{TOKEN} stands for another value"),
    ],
)
def test_a_damaged_file_is_told_with_its_place(
    tmp_path: Path, data: bytes | str, says: str
) -> None:
    file = tmp_path / PERSONAL_FILE
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    with pytest.raises(InvalidRecord) as refused:
        PersonalValues(tmp_path / "record.json")

    assert str(refused.value) == (
        f"{file}: {says}\n  help: take it as `authorise casework export` wrote it, or the record "
        "without it"
    )
