"""A point of a support plan says what to do, also where the rules have no remedy for it."""

from __future__ import annotations

from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.shipped import RULES


def test_a_point_without_a_remedy_names_what_it_rests_on() -> None:
    file = RULES.parent / "fixtures" / "illustrative-five-members.yaml"
    given = ["assess", str(file), "--rules", "statutory-2012"]

    shown = CliRunner().invoke(cli, given, env={"AUTHORISATION_RULES": str(RULES)}).stdout

    _, _, plan = " ".join(shown.split()).partition("Support plan - ")
    assert plan.startswith(
        "The governing body is as required and otherwise appropriate (14C-2-f) To do: Put right or"
        " show what it rests on: The governing body has enough members (GB-SIZE), "
    )
