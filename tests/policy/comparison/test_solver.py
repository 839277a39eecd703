"""What changed terms mean: the same, stricter, looser or neither, each way shown and confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from authorisation.analysis import solver as analysis_solver
from authorisation.analysis.questions import (
    Impossible,
    Inquiry,
    Reply,
    RulesOnDay,
    Undecided,
)
from authorisation.analysis.small_submissions import SmallSubmission, find_fewer, smallest
from authorisation.analysis.witnesses import Witness
from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.errors import EngineUnavailable
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.model.verdict import Verdict
from authorisation.policy.comparison import solver
from authorisation.policy.comparison.meaning import Meaning, find_meanings
from authorisation.policy.comparison.meaning_words import describe_meaning
from authorisation.policy.comparison.result import ComparedRules
from authorisation.policy.comparison.solver import SolverProver
from authorisation.policy.comparison.terms import as_in_force
from tests.policy.comparison.rules import (
    CRITERIA,
    FIGURES,
    OUTCOMES,
    changed_rules,
    small_rules,
)
from tests.shipped import shipped_rules

DAY = date(2012, 6, 1)
pytest.importorskip("z3")


def meanings(
    old: RuleSet, new: RuleSet, stage: Stage = Stage.DECISION, *, partial: bool = False
) -> dict[str, Meaning]:
    """What every change means on a day, by criterion and outcome."""
    both = as_in_force(old, DAY), as_in_force(new, DAY)
    prover = SolverProver(*both, (DAY, DAY), stage, partial=partial)
    return {each.of: each for each in find_meanings(*both, prover)}


def told(found: dict[str, Meaning], *names: str) -> list[str]:
    """How some of them stand, in one word each."""
    return [found[name].relation.value for name in names]


def test_a_larger_figure_is_stricter_and_the_submission_that_shows_it_is_between(
    tmp_path: Path,
) -> None:
    new = changed_rules(tmp_path, {FIGURES: ("value: 1000", "value: 1001")})

    found = meanings(small_rules(), new)

    assert told(found, "SIZE", "LAY", "refused", "granted") == [
        *("stricter", "the same", "looser", "stricter"),
    ]
    size = found["SIZE"]
    assert size.because == "proved"
    assert size.looser is None
    assert size.stricter is not None
    assert size.stricter.submission.answers == {"population.registered": 1000}
    assert (size.stricter.old, size.stricter.new) == (("met",), ("not met",))
    assert [each.criterion for each in found["granted"].stricter.findings] == ["SIZE"]


NEITHER = """\
require:
      any:
        - population.registered >= least
        - count(board[role = "lay"]) >= 3
"""


@pytest.mark.slow
def test_what_shows_a_difference_has_the_fewest_answers_and_fewer_are_proved_not_to(
    tmp_path: Path,
) -> None:
    neither = ("require: population.registered >= least\n", NEITHER)
    old = changed_rules(tmp_path / "old", {CRITERIA: neither})
    larger = {CRITERIA: neither, FIGURES: ("value: 1000", "value: 1001")}
    new = changed_rules(tmp_path / "new", larger)

    whole, partial = meanings(old, new), meanings(old, new, partial=True)

    for found in (whole["SIZE"].stricter, partial["SIZE"].stricter):
        assert {*found.submission.answers} == {"board", "population.registered"}
        assert found.proved_fewest
    assert partial["granted"].stricter.proved_fewest
    assert whole["granted"].stricter.proved_fewest
    assert {*whole["granted"].stricter.submission.answers} == {"board", "population.registered"}


def test_where_it_is_not_settled_whether_fewer_would_do_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = small_rules()
    new = changed_rules(tmp_path, {FIGURES: ("value: 1000", "value: 1001")})
    monkeypatch.setattr(solver, "find_fewer", lambda *_: Undecided("there was no time"))
    granted = meanings(old, new)["granted"]
    compared = ComparedRules(old=old, new=new, days=(DAY, DAY), changes=(), meanings=(granted,))

    (shown,) = describe_meaning(granted, compared).shown

    assert shown.came_to == (
        "No longer: “Granted” → “Refused”, with only 2 answers given;"
        " whether fewer would do was not settled"
    )


def test_fewer_answers_are_found_until_there_are_none_that_do(tmp_path: Path) -> None:
    rules = changed_rules(
        tmp_path, {CRITERIA: ("require: population.registered >= least\n", NEITHER)}
    )
    view = RulesOnDay(program=compile_rules(rules), day=DAY)
    inquiry = Inquiry(view, criteria=["SIZE"], seconds=None)

    def fewer(verdict: Verdict, number: int) -> Reply:
        return find_fewer(
            inquiry,
            lambda terms: terms[0].finding("SIZE").verdict(view.stage)[verdict],
            lambda witness: view.assess(witness).finding("SIZE").verdict is verdict,
            number,
        )

    assert isinstance(fewer(Verdict.NOT_MET, 2), Impossible)
    assert len(fewer(Verdict.NOT_MET, 3).witness.answers) == 2
    assert isinstance(fewer(Verdict.MET, 1), Impossible)
    assert len(fewer(Verdict.MET, 2).witness.answers) == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({FIGURES: ("value: 1000", "value: 900")}, "looser", id="a smaller figure"),
        pytest.param({CRITERIA: ("registered >= least", "registered > least")}, "stricter", id="more than"),
        pytest.param({CRITERIA: ("registered >= least", "registered = 2 * least")}, "stricter", id="exactly"),
        pytest.param({CRITERIA: ("registered >= least", "registered <= 2 * least")}, "incomparable", id="at most"),
        pytest.param({CRITERIA: ("population.registered >= least", "least <= population.registered")}, "the same", id="said otherwise"),
    ],
)  # fmt: skip
def test_a_condition_is_held_against_the_one_before(
    changes: dict[str, tuple[str, str]], expected: str, tmp_path: Path
) -> None:
    found = meanings(small_rules(), changed_rules(tmp_path, changes))["SIZE"]

    assert (found.relation.value, found.because) == (expected, "proved")
    assert (found.stricter is not None) == (expected in {"stricter", "incomparable"})
    assert (found.looser is not None) == (expected in {"looser", "incomparable"})


def test_a_submission_that_shows_a_difference_comes_to_what_is_said_under_either_rules(
    tmp_path: Path,
) -> None:
    old, new = (
        small_rules(),
        changed_rules(tmp_path, {OUTCOMES: ('"not met", "open"]]) >= 1', '"not met"]]) >= 1')}),
    )
    shown = 0
    for each in meanings(old, new, partial=True).values():
        for witness in filter(None, (each.stricter, each.looser)):
            for rules, came_to in ((old, witness.old), (new, witness.new)):
                found = assess(
                    compile_rules(rules),
                    witness.submission,
                    as_of=DAY,
                    stage=Stage.DECISION,
                    judgements=witness.judgements,
                    complete=True,
                )
                assert found.outcome_ids == came_to
                shown += 1

    assert shown == 4


OPEN_COUNTS = (
    'count(findings[severity = "condition" and verdict in ["not met", "open"]]) >= 1',
    'count(findings[verdict = "open"]) >= 1',
)


def test_what_a_note_adds_to_an_outcome_stays_in_the_submission_that_shows_it(
    tmp_path: Path,
) -> None:
    noted = {OUTCOMES: OPEN_COUNTS, CRITERIA: ("severity: condition", "severity: note")}
    larger = {**noted, FIGURES: ("value: 1000", "value: 1001")}
    both = changed_rules(tmp_path / "old", noted), changed_rules(tmp_path / "new", larger)

    shown = meanings(*both)["granted"].stricter

    assert shown is not None
    assert (shown.old, shown.new) == (("granted",), ("refused",))
    assert {*shown.submission.answers} == {"board", "population.registered"}


EITHER_WAY = """\
require:
      all:
        - population.registered >= least
        - any:
            - count(board[role = "lay"]) >= 1
            - count(board[role = "lay"]) < 1
"""


def test_what_differs_while_answers_are_missing_is_told_where_they_may_be(tmp_path: Path) -> None:
    longer = ("require: population.registered >= least\n", EITHER_WAY)
    both = small_rules(), changed_rules(tmp_path, {CRITERIA: longer})

    whole = meanings(*both, Stage.SELF_ASSESSMENT)["SIZE"]
    partial = meanings(*both, Stage.SELF_ASSESSMENT, partial=True)["SIZE"]

    assert (whole.relation, partial.relation) == ("the same", "stricter")
    assert partial.stricter is not None
    assert (partial.stricter.old, partial.stricter.new) == (("met",), ("unknown",))


def test_on_a_day_before_a_figure_has_a_value_it_is_undecided(tmp_path: Path) -> None:
    both = small_rules(), changed_rules(tmp_path, {CRITERIA: (") >= 1", ") >= 2")})
    day = date(2011, 12, 31)

    found = SolverProver(*both, (day, day), Stage.DECISION).criterion("LAY")

    assert found.relation == "undecided"
    assert found.because == "demo has no value of least yet on 31 December 2011"


def test_without_a_solver_it_is_undecided_and_the_remedy_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing() -> None:
        raise EngineUnavailable("z3", "the solver is not installed", "pip install it")

    monkeypatch.setattr(analysis_solver, "import_z3", missing)

    found = meanings(
        small_rules(), changed_rules(tmp_path, {FIGURES: ("value: 1000", "value: 1001")})
    )

    assert told(found, "SIZE", "LAY", "granted") == ["undecided", "the same", "undecided"]
    assert found["SIZE"].because == "the solver is not installed; pip install it"


def test_what_takes_longer_than_it_may_is_undecided(tmp_path: Path) -> None:
    both = small_rules(), changed_rules(tmp_path, {FIGURES: ("value: 1000", "value: 1001")})
    prover = SolverProver(*both, (DAY, DAY), Stage.DECISION, time_limit=0)

    assert prover.criterion("SIZE").relation in {"undecided", "stricter"}


@pytest.mark.long
def test_the_amendment_of_2022_is_looser_where_it_asks_for_fewer_members() -> None:
    old, new = shipped_rules("statutory-2012"), shipped_rules("statutory-2022")
    day = new.in_force[0]
    both = as_in_force(old, day), as_in_force(new, day)
    prover = SolverProver(*both, (day, day), Stage.DECISION)
    found = {each.of: each for each in find_meanings(*both, prover)}

    assert told(found, "GB-SIZE", "GB-LAY", "14C-2-f") == ["looser", "looser", "incomparable"]
    assert len(found["GB-SIZE"].looser.submission.answers["board"].items) == 4
    assert sum(each.because == "by its terms" for each in found.values()) == 43
    assert [each.of for each in found.values() if each.relation == "undecided"] == []
    shown = [each for m in found.values() for each in (m.stricter, m.looser) if each is not None]
    assert len(shown) == 14
    assert all(each.proved_fewest for each in shown)


@pytest.mark.long
def test_a_submission_made_small_moves_between_the_outcomes_of_the_whole_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, small = [], []

    def watched(views: Sequence[RulesOnDay], witness: Witness, *how: Any) -> SmallSubmission:
        found = smallest(views, witness, *how)
        whole.append([view.assess(witness).outcome_ids for view in views])
        small.append([each.outcome_ids for each in found.assessments])
        return found

    monkeypatch.setattr(solver, "smallest", watched)
    old, new = shipped_rules("statutory-2012"), shipped_rules("statutory-2022")
    day = new.in_force[0]
    both = as_in_force(old, day), as_in_force(new, day)
    SolverProver(*both, (day, day), Stage.DECISION).outcome("must grant")

    assert whole
    assert small == whole
