"""Messages name a place and a remedy, once."""

from __future__ import annotations

import pytest

import authorisation
from authorisation.errors import InvalidOption, InvalidSubmission
from authorisation.language.answers.submissions import parse_document
from authorisation.model.source import Location

GO_ON = (
    "go on, and close the bracket; if the text itself ends so, put the whole text in single quotes"
)


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "remedy"),
    [
        ("x: [\n", 1, 4, "nothing stands after this `[`", GO_ON),
        ("x: {\n\n", 1, 4, "nothing stands after this `{`", GO_ON),
        ("x: [1,\n  2,\n", 2, 4, "nothing stands after this `,`", GO_ON),
        ("a:\n  - b: [\n  - c: 1\n", 2, 8, "nothing stands after this `[`", GO_ON),
        (
            "x: [1,,2]\n",
            1,
            7,
            "`,` where a value should be",
            "remove it; if the text itself begins with it, put the whole text in single quotes",
        ),
        ("{a: 1}}\n", 1, 7, "`}` closes nothing", "remove it"),
        (
            "x: *\n",
            1,
            5,
            "`*` and `&` begin anchors, which are not used here",
            "if the text itself begins with one, put the whole text in single quotes",
        ),
    ],
)
def test_7_what_is_open_or_closes_nothing_in_yaml_is_told_where_it_is(
    text: str, line: int, column: int, message: str, remedy: str
) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        parse_document(text.encode(), "f.yaml")

    (problem,) = refused.value.problems
    place = Location("f.yaml", line, column)
    assert (problem.at, problem.message, problem.help) == (place, message, remedy)


def test_7_no_message_from_python_begins_with_an_empty_place() -> None:
    rules = authorisation.load("statutory-2012")
    entry = {
        "criterion": "14C-2-c",
        "assessor": "Marsh",
        "on": "2012-09-30",
        "grade": "appropriate",
        "reason": "I saw the map",
    }

    with pytest.raises(InvalidOption) as refused:
        rules.on("2012-10-01").assess({}, name="Marsh", judgements=[entry])

    assert str(refused.value) == (
        'judgements[0]["grade"]: Marsh judges its own application (14C-2-c)\n'
        "  help: another is to judge it"
    )
