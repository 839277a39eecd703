"""What can be given once is not given twice without a word."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from click.testing import Result

from authorisation.errors import InvalidRecord
from authorisation.records.read import parse_json

Run = Callable[..., Result]


@pytest.mark.slow
def test_B8_a_key_given_twice_is_found_in_one_pass() -> None:
    keys = ",".join(f'"key{n}":1' for n in range(200_000))
    began = time.process_time()

    with pytest.raises(InvalidRecord, match="gives 'key7' twice in one place"):
        parse_json(f'{{{keys},"key7":1}}'.encode())

    assert time.process_time() - began < 2


def test_B23_a_value_set_twice_is_refused(run: Run) -> None:
    args = ["assess", "granted.yaml", "--rules", "demo", "--set", "least=1", "--set", "least=2"]

    refused = run(*args)

    assert (refused.exit_code, refused.stderr) == (
        2,
        "`--set least=2`: `least` is set twice\n  help: set it once\n",
    )


@pytest.mark.parametrize(
    ("args", "name"),
    [
        (["assess", "granted.yaml", "--rules", "demo", "--rules", "demo"], "--rules"),
        (["assess", "granted.yaml", "-o", "a.txt", "--output", "b.txt"], "--output"),
        (["assess", "granted.yaml", "--as-of", "2012-01-01", "--as-of=2013-01-01"], "--as-of"),
        (["monitor", "r.yaml", "--format", "html", "--format", "json"], "--format"),
        (["form", "demo", "-o", "a.xlsx", "-o", "b.xlsx"], "--output"),
        (["replay", "r.json", "--rules", "a", "--rules", "b"], "--rules"),
    ],
)
def test_A1_a_second_value_for_an_option_that_takes_one_is_refused(
    run: Run, args: list[str], name: str
) -> None:
    refused = run(*args)

    assert refused.exit_code == 2
    assert refused.stderr.endswith(f"Error: `{name}` takes one value\n  help: give `{name}` once\n")
