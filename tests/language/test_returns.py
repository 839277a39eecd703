"""Files of returns that cannot be used: what is said, where, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidSubmission
from authorisation.language.load_regime import load_regime
from authorisation.language.returns import read_returns
from authorisation.model.history import Group
from authorisation.usecases.monitoring import against

ROOT = Path(__file__).parents[2] / "rules"
AGAINST = against(load_regime("gpcc-2010", root=ROOT), ROOT)
HEAD = "name: A\nauthorised_on: 2013-04-01\nreturns:\n"


def entry(period: str, received: str, answers: str = "{}", key: str = "period") -> str:
    return f"  - {key}: {period}\n    received_on: {received}\n    answers: {answers}\n"


def read(text: str) -> Group:
    return read_returns(text.encode(), "r.yaml", AGAINST)


Q1, Q2 = entry("2013-14 Q1", "2013-07-20"), entry("2013-14 Q2", "2013-10-20")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            HEAD + Q2 + entry("2013-14 Q1", "2013-10-21"),
            "r.yaml:7:13: `2013-14 Q1` comes after `2013-14 Q2`: out of order\n"
            "  help: put returns in the order of their periods",
            id="out of order",
        ),
        pytest.param(
            HEAD + Q1 + entry("2013-14 Q1", "2013-07-21"),
            "r.yaml:7:13: `2013-14 Q1` was filed already, at r.yaml:4:13\n"
            "  help: write `corrects: 2013-14 Q1` for a later version",
            id="doubled",
        ),
        pytest.param(
            HEAD + entry("2013-14 Q5", "2013-07-20"),
            "r.yaml:4:13: `2013-14 Q5` is not a period of these rules, which ask every quarter\n"
            "  help: write it such as `2013-14 Q1`",
            id="no such quarter",
        ),
        pytest.param(
            HEAD + entry("2013-14 M01", "2013-07-20"),
            "r.yaml:4:13: `2013-14 M01` is not a period of these rules, which ask every quarter\n"
            "  help: write it such as `2013-14 Q1`",
            id="a month where quarters are asked",
        ),
        pytest.param(
            HEAD + entry("2012-13 Q4", "2013-04-20"),
            "r.yaml:4:13: `2012-13 Q4` lies before `2013-14 Q1`, the first period due\n"
            "  help: correct `first`, or the day of authorisation",
            id="before the group was there",
        ),
        pytest.param(
            HEAD + entry("2013-14 Q1", "2013-03-31"),
            "r.yaml:4:13: `2013-14 Q1` was received before it began\n  help: correct `received_on`",
            id="received before it began",
        ),
        pytest.param(
            HEAD + Q2 + entry("2013-14 Q3", "2013-10-19"),
            "r.yaml:7:13: `2013-14 Q3` was received before the return above it\n"
            "  help: put returns in the order in which they were received",
            id="received out of order",
        ),
        pytest.param(
            HEAD + entry("2013-14 Q1", "2013-07-20", "{service: {seen_in_time: 90%}}"),
            "r.yaml:6:39: `service.seen_in_time` is not asked by the failure regime of `gpcc-2010`\n"
            "  help: leave it out, or read it under rules that ask it: `--rules failure-statutory`",
            id="another regime's field",
        ),
        pytest.param(
            HEAD
            + "".join(
                entry(f"2013-14 Q{q}", f"2014-0{q}-20", "{service: {seen_in_time: 90%}}")
                for q in (1, 2, 3)
            ),
            "r.yaml:6:39: `service.seen_in_time` is not asked by the failure regime of `gpcc-2010`, "
            "here and in 2 more places\n"
            "  help: leave it out, or read it under rules that ask it: `--rules failure-statutory`",
            id="another regime's field in every return is told once",
        ),
        pytest.param(
            HEAD
            + entry(
                "2013-14 Q1", "2013-07-20", "{in_year: {patients: 5}, risk_pool: {agreement: none}}"
            )
            + "at_authorisation: {media: {adverse_items: 1}}\n",
            "r.yaml:6:62: `risk_pool.agreement` is not asked by the failure regime of `gpcc-2010`\n"
            "  help: leave it out: no failure regime asks it\n"
            "r.yaml:7:43: `media.adverse_items` is asked in every return, not at authorisation\n"
            "  help: write it under the `answers` of a return",
            id="what nobody asks, and what is asked elsewhere",
        ),
        pytest.param(
            HEAD + entry("2013-14 Q1", "2013-07-20", "{population: {registered: 150000}}"),
            "r.yaml:6:40: `population.registered` is asked once, at authorisation\n"
            "  help: write it under `at_authorisation`",
            id="what is asked once",
        ),
        pytest.param(
            "name: A\nas_of: 2013-04-01\nanswers: {}\n",
            "r.yaml:2:1: this is a submission, not a file of returns\n"
            "  help: `authorise assess` reads it",
            id="a submission",
        ),
        pytest.param(
            HEAD + entry("2013-14 Q1", "2013-07-20", "{in_year: {varance_to_date: 1}}"),
            "r.yaml:6:25: no question is called `in_year.varance_to_date`\n"
            "  help: did you mean `in_year.variance_to_date`?",
            id="no such field",
        ),
        pytest.param(
            HEAD + entry("2013-14 Q1", "2013-07-20", key="corrects"),
            "r.yaml:4:15: `2013-14 Q1` was never filed\n"
            "  help: write `period: 2013-14 Q1` for the first version",
            id="a correction of nothing",
        ),
        pytest.param(
            HEAD
            + Q1
            + "  - withdraws: 2013-14 Q1\n    received_on: 2013-08-01\n"
            + "  - withdraws: 2013-14 Q1\n    received_on: 2013-08-02\n",
            "r.yaml:9:16: `2013-14 Q1` was withdrawn already\n  help: keep one of the two",
            id="withdrawn twice",
        ),
        pytest.param(
            HEAD + "  - received_on: 2013-08-01\n    answers: {}\n",
            "r.yaml:4:5: a return is for exactly one period\n"
            "  help: write `period: …`, or `corrects: …` or `withdraws: …` of one filed before",
            id="for no period",
        ),
        pytest.param(
            HEAD
            + Q1
            + "    causes: [{cause: tarif, about: whole_budget, status: claimed, by: us, on: 2013-07-20}]\n",
            "r.yaml:7:22: no cause is called `tarif`\n  help: did you mean `tariff`?",
            id="no such cause",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_whole(text: str, said: str) -> None:
    with pytest.raises(InvalidSubmission) as caught:
        read(text)

    assert str(caught.value) == said


def test_a_later_version_is_kept_beside_the_first() -> None:
    group = read(
        HEAD
        + Q1
        + entry("2013-14 Q1", "2013-09-01", "{media: {adverse_items: 2}}", "corrects")
        + Q2
    )

    assert [(str(f.period), f.corrects, dict(f.answers)) for f in group.filed] == [
        ("2013-14 Q1", False, {}),
        ("2013-14 Q1", True, {"media.adverse_items": 2}),
        ("2013-14 Q2", False, {}),
    ]
