"""Contested figures: those on which the outcome turns, and those that change findings alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.engine.results import ChangedVerdict, Sensitivity
from authorisation.explain.assessment.page import describe_assessment
from authorisation.explain.rules.figure_history import uses
from authorisation.language.answers.submissions import read_submission
from authorisation.language.rules.load import load_rule_set
from authorisation.model.verdict import Verdict
from tests.explain.building import BLANK, FILES, SMALL, assessed, paged, program
from tests.rule_sets.folders import copy_folder

POOLED = SMALL.replace("agreement: none", "agreement: The deed").replace("88600", "120000")


def test_a_figure_on_which_the_outcome_turns() -> None:
    assert sensitivities(program(), assessed(SMALL)) == (
        Sensitivity(
            "carrier",
            Decimal(30000),
            "other",
            ("with conditions",),
            (ChangedVerdict("RISK", Verdict.MET),),
            moves_outcome=True,
        ),
    )
    assert paged(SMALL).contested == (
        (
            "The sources dispute “population that carries its own risk”: with 30,000 patients"
            " (Another study), Risk is carried by enough people (RISK): would be met; these rules"
            " would indicate: Full budget with conditions."
        ),
    )


def test_a_figure_that_changes_nothing_is_not_told() -> None:
    assert sensitivities(program(), assessed(POOLED)) == ()
    assert sensitivities(program(), assessed(BLANK)) == ()


def test_a_figure_that_changes_nothing_but_what_is_imposed(tmp_path: Path) -> None:
    old = 'support: findings[severity = "gate" and verdict in ["not met", "open"]]'
    new = f"support: if carrier < population.registered then [] else {old.partition(': ')[2]}"
    criteria = FILES["rules/small/criteria/all.yaml"]
    block = criteria[
        criteria.index("    require:\n      any:") : criteria.index("    remedy: Join")
    ]
    edits = {
        "rules/small/outcomes.yaml": (old, new),
        "rules/small/criteria/all.yaml": (block, "    require: pool.agreement != null\n"),
    }
    copy_folder("small", tmp_path, edits)
    compiled = compile_rules(load_rule_set("small", root=tmp_path / "rules"))
    assessment = assess(compiled, read_submission(SMALL.encode(), "s.yaml", compiled.rules))
    found = sensitivities(compiled, assessment)

    assert assessment.outcome_ids == ("later",)
    assert found == (
        Sensitivity("carrier", Decimal(30000), "other", ("later",), (), moves_outcome=True),
    )
    assert describe_assessment(assessment, compiled, found).contested == (
        (
            "The sources dispute “population that carries its own risk”: with 30,000 patients"
            " (Another study), other conditions or points of the support plan would go with the"
            " outcome."
        ),
    )
    assert uses(compiled)["carrier"] == ("the outcomes",)


def test_a_figure_that_changes_findings_alone() -> None:
    turn = Sensitivity(
        "carrier",
        Decimal(30000),
        "other",
        (),
        (
            ChangedVerdict("RISK", Verdict.MET),
            ChangedVerdict("LAY", Verdict.NOT_APPLICABLE),
        ),
        moves_outcome=False,
    )
    told = describe_assessment(assessed(BLANK), program(), [turn])

    assert told.contested == ()
    dispute = "The sources dispute “population that carries its own risk”: with 30,000 patients"
    at_their_lines = {each.criterion: each.disputed for each in told.unsettled}
    assert at_their_lines["RISK"] == (f"{dispute} (Another study), this would be met.",)
    assert at_their_lines["LAY"] == (f"{dispute} (Another study), this would not apply.",)
    assert told.contested_findings == ()
