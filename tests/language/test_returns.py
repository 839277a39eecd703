"""Files of returns that cannot be used: what is said, where, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidSubmission
from authorisation.language.answers.returns import read_returns
from authorisation.model.returns import AuthorisedGroup
from authorisation.usecases.library import Library
from tests.shipped import shipped_regime

ROOT = Path(__file__).parents[2] / "rules"
AGAINST = Library(ROOT).returns_context(shipped_regime("gpcc-2010"))
ABOUT = (
    *AGAINST.regime.lines,
    *(trigger.id for trigger in AGAINST.regime.triggers if not trigger.line),
)
HEAD = "name: A\nauthorised_on: 2013-04-01\nreturns:\n"


def entry(period: str, received: str, answers: str = "{}", key: str = "period") -> str:
    return f"  - {key}: {period}\n    received_on: {received}\n    answers: {answers}\n"


def read(text: str) -> AuthorisedGroup:
    return read_returns(text.encode(), "r.yaml", AGAINST)


Q1, Q2 = entry("2013-14 Q1", "2013-07-20"), entry("2013-14 Q2", "2013-10-20")


@pytest.mark.parametrize(
    ("text", "said"),
    [
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
            "  help: leave it out, or name rules that ask it at the top of the file: `rules: failure-statutory`",
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
            "  help: leave it out, or name rules that ask it at the top of the file: `rules: failure-statutory`",
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
            "name: A\nauthorised_on: 2999-04-01\n",
            "r.yaml:2:16: `2999-04-01` is too far away for a group to be watched\n"
            "  help: correct the year",
            id="authorised in a year that no calendar needs",
        ),
        pytest.param(
            HEAD + Q1 + "first: 2012-13 Q4\n",
            "r.yaml:7:8: `2012-13 Q4` ends before the group was authorised, on `2013-04-01`\n"
            "  help: correct `first` or `authorised_on`",
            id="first due before the group was there",
        ),
        pytest.param(
            "name: A\nauthorised_on: 2009-04-01\n",
            "r.yaml:2:16: `2009-10 Q1`, the first period due, ends before `gpcc-2010` is in force, "
            "on `2010-10-31`\n"
            "  help: correct `first` or `authorised_on`, or choose other rules with `--rules`",
            id="watched before the rules are there",
        ),
        pytest.param(
            HEAD + "  - 2013-14 Q1\n  -\n",
            "r.yaml:4:5: an entry of `returns` must be a mapping of keys and values\n"
            "r.yaml:5:4: an entry of `returns` is empty\n  help: write it, or take away its `-`",
            id="returns that are no mappings",
        ),
        pytest.param(
            HEAD + Q1 + "conditions: none\n",
            "r.yaml:7:13: `conditions` must be a list\n  help: write `[]` for none",
            id="none for no conditions",
        ),
        pytest.param(
            HEAD + Q1 + "conditions:\n"
            "  - {requires: R, due_on: 2012-09-01}\n"
            "  - {requires: R, due_on: 2013-09-01, discharged_on: 2011-09-01}\n",
            "r.yaml:8:27: `2012-09-01` lies before the group was authorised, on `2013-04-01`\n"
            "  help: correct `due_on` or `authorised_on`\n"
            "r.yaml:9:54: `2011-09-01` lies before the group was authorised, on `2013-04-01`\n"
            "  help: correct `discharged_on` or `authorised_on`",
            id="conditions due or discharged before the group was there",
        ),
        pytest.param(
            HEAD + Q1 + "capability:\n"
            "  - {grade: 5, by: B, on: 2013-05-01, reason: R}\n"
            "  - {grade: 4, by: C, on: 2013-05-01, reason: R}\n",
            "r.yaml:8:13: `5` is not a grade of capability\n  help: write 1, 2, 3 or 4\n"
            "r.yaml:9:27: capability was graded already on `2013-05-01`\n  help: keep one grade a day",
            id="no such grade, and two on one day",
        ),
        pytest.param(
            HEAD
            + Q1
            + "    causes:\n"
            + "".join(
                f"      - {{cause: tariff, about: {about}, status: {status}, by: us, on: 2013-07-20, amount: {amount}}}\n"
                for about, status, amount in [
                    ("overspend", "claimed", "5"),
                    ("everything", "agreed", "5"),
                    ("whole_budget", "claimed", "-5"),
                    ("whole_budget", "claimed", "5.005"),
                    ("whole_budget", "claimed", "50%"),
                    ("whole_budget", "claimed", "[5]"),
                ]
            ),
            "r.yaml:8:32: `overspend` is about money, which is explained by budget line\n"
            "  help: write `whole_budget`\n"
            "r.yaml:9:32: no budget line or trigger is called `everything`\n"
            "  help: there are: " + ", ".join(ABOUT) + "\n"
            "r.yaml:9:52: no status is called `agreed`\n  help: there are: claimed, accepted, disputed, withdrawn\n"
            "r.yaml:10:95: `-5` is below 0, the least\n"
            "r.yaml:11:95: `5.005` has 3 decimals\n  help: write at most 2\n"
            "r.yaml:12:95: `50%` is not a number\n  help: write a number; no percentage is taken here\n"
            "r.yaml:13:95: `amount` takes one answer, not a list\n"
            "  help: write the answer by itself",
            id="shares that no cause can have",
        ),
        pytest.param(
            HEAD + "".join(entry("2013-14 Q1", "2013-07-20") for _ in range(1001)),
            "r.yaml:3:1: more than 1,000 returns\n  help: let each group have a file of its own",
            id="more returns than any group files",
        ),
        pytest.param(
            "PK\3\4",
            "r.yaml:1:1: this is a workbook, and this file must be YAML\n"
            "  help: `authorise assess` and `authorise monitor` read forms that were filled in;"
            " all else is YAML",
            id="a workbook",
        ),
        pytest.param(
            "- name: A\n", "r.yaml:1:1: this must be a mapping of keys and values", id="a list"
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
        pytest.param(
            HEAD
            + Q1
            + "    causes:\n"
            + 2
            * "      - {cause: tariff, about: whole_budget, status: claimed, by: us, on: 2013-07-20, amount: 5}\n",
            "r.yaml:9:9: the same claim of `tariff` stands here twice\n"
            "  help: keep one of the two, or say how they differ",
            id="one claim twice",
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
