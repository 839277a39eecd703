"""A case fails for exactly the things in which the rules answered otherwise."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from msgspec import structs

from authorisation.engine.program.program import compile_rules
from authorisation.model.case import Case, CaseMargin, CriterionExpectation
from authorisation.model.condition import Every, Leaf
from authorisation.model.question import ConsistencyTest
from authorisation.model.rules import Criterion, DatedSeverity, Outcome, RuleSet, Severity
from authorisation.model.source import Formula, Location
from authorisation.model.submission import Stage
from authorisation.model.value import Items
from authorisation.model.verdict import Verdict
from authorisation.policy.cases.assessment import run_case
from authorisation.policy.cases.results import format_case_margin, format_case_result
from tests.engine.worlds import BANK

DAY = date(2012, 1, 1)
REFUSE = 'count(findings[severity = "gate" and verdict = "not met"]) >= 1'


def criterion(name: str, test: str, unit: str = "patient") -> Criterion:
    return Criterion(
        id=name,
        title=name,
        severities=(DatedSeverity(since=DAY, severity=Severity.GATE),),
        sources=("ours",),
        require=Leaf(test=Formula(test), unit=unit),
    )


EACH = Every(
    item="entry",
    within=Formula("board"),
    satisfies=Leaf(test=Formula("entry.n >= 2"), unit="post"),
)


RULES = RuleSet(
    id="small",
    edition="1",
    title="Small",
    in_force=(DAY, None),
    dated_by="as_of",
    sources={},
    domains={},
    asks=(),
    questions=BANK,
    bank=BANK,
    consistency=(ConsistencyTest(Formula("g.x >= g.y"), "More of one than of the other."),),
    parameters={},
    derived={},
    criteria={
        c.id: c
        for c in (
            criterion("X", "g.x >= 5"),
            structs.replace(criterion("EACH", "g.flag"), require=EACH),
            criterion("FLAG", "g.flag", unit=""),
        )
    },
    outcomes=(
        Outcome(id="refused", title="Refused", when=Formula(REFUSE), sources=("ours",)),
        Outcome(id="granted", title="Granted", when=Formula("true"), sources=("ours",)),
    ),
)
PROGRAM = compile_rules(RULES)
GIVEN = {"g.x": Decimal(7), "g.y": Decimal(3), "g.flag": True, "board": Items(())}


def case(**changes: object) -> Case:
    return replace(
        Case(name="a case", given=GIVEN, expect={}, at=Location("cases.yaml", 4)), **changes
    )


def exactly(number: str, unit: str = "") -> CaseMargin:
    return CaseMargin(low=Decimal(number), high=Decimal(number), unit=unit)


def expecting(**expected: CriterionExpectation) -> dict[str, CriterionExpectation]:
    return expected


MET = CriterionExpectation(verdict=Verdict.MET)


@pytest.mark.parametrize(
    ("given", "differences"),
    [
        pytest.param(case(), (), id="nothing expected is always so"),
        pytest.param(case(expect=expecting(X=MET), outcome="granted"), (), id="as it says"),
        pytest.param(
            case(expect=expecting(X=CriterionExpectation(verdict=Verdict.NOT_MET))),
            ("X: expected not met, got met",),
            id="another verdict",
        ),
        pytest.param(
            case(expect=expecting(Y=MET)),
            ("Y: there is no such criterion in these rules",),
            id="no such criterion",
        ),
        pytest.param(
            case(expect=expecting(X=CriterionExpectation(margin=exactly("2", "patient")))),
            (),
            id="the margin with its unit",
        ),
        pytest.param(
            case(expect=expecting(X=CriterionExpectation(margin=exactly("2.0")))),
            (),
            id="the margin without a unit, its zeros aside",
        ),
        pytest.param(
            case(expect=expecting(X=CriterionExpectation(margin=exactly("2", "day")))),
            ("X: expected a margin of 2 day, got 2 patient",),
            id="another unit",
        ),
        pytest.param(
            case(expect=expecting(X=CriterionExpectation(margin=exactly("-2")))),
            ("X: expected a margin of -2, got 2 patient",),
            id="the other side of the line",
        ),
        pytest.param(
            case(
                given={**GIVEN, "board": Items(({"n": Decimal(6)}, {"n": Decimal(3)}))},
                expect=expecting(EACH=CriterionExpectation(margin=exactly("1", "post"))),
            ),
            (),
            id="the least margin of several items, in the unit of their test",
        ),
        pytest.param(
            case(expect=expecting(FLAG=CriterionExpectation(margin=exactly("1")))),
            ("FLAG: expected a margin of 1, got none",),
            id="no margin at all",
        ),
        pytest.param(
            case(
                given={"g.y": Decimal(1)},
                expect=expecting(
                    X=CriterionExpectation(
                        verdict=Verdict.UNKNOWN,
                        margin=CaseMargin(low=Decimal(-5), high=Decimal(5)),
                    )
                ),
                outcome=("granted", "refused"),
            ),
            (),
            id="a pair while it is not answered, and the outcomes possible",
        ),
        pytest.param(
            case(given={"g.y": Decimal(3)}, outcome="granted"),
            ("outcome: expected `granted`, got `refused` or `granted`",),
            id="more outcomes are possible than the one",
        ),
        pytest.param(
            case(given={"g.y": Decimal(3)}, outcome=("granted", "refused")),
            (),
            id="the outcomes possible in any order",
        ),
        pytest.param(
            case(
                given={"g.y": Decimal(3)},
                stage=Stage.DECISION,
                expect=expecting(X=CriterionExpectation(verdict=Verdict.OPEN)),
            ),
            (),
            id="what is not shown is open at decision",
        ),
    ],
)
def test_a_case(given: Case, differences: tuple[str, ...]) -> None:
    result = run_case(PROGRAM, given)

    assert result.case == given
    assert tuple(map(str, result.differences)) == differences


def test_a_case_that_contradicts_itself_is_not_assessed() -> None:
    given = case(given={"g.x": Decimal(1), "g.y": Decimal(3)}, expect=expecting(X=MET))

    (difference,) = run_case(PROGRAM, given).differences

    assert str(difference).startswith("the case contradicts itself: ")
    assert "More of one than of the other." in str(difference)


def test_a_failed_case_is_told_with_its_place() -> None:
    expected = expecting(
        X=CriterionExpectation(verdict=Verdict.NOT_MET, margin=exactly("-2", "patient")),
        Y=MET,
        FLAG=MET,
    )

    result = run_case(PROGRAM, case(expect=expected, outcome="refused"))

    assert format_case_result(result) == (
        "cases.yaml:4:1: a case\n"
        "  X: expected not met, got met\n"
        "    ✓ g x (7 patients) is at least 5 patients; 2 patients to spare\n"
        "  X: expected a margin of -2 patient, got 2 patient\n"
        "  Y: there is no such criterion in these rules\n"
        "  outcome: expected `refused`, got `granted`"
    )


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("1", "1", "1 day"),
        ("1.50", "1.50", "1.5 day"),
        ("100", "100", "100 day"),
        ("-1", "3", "between -1 and 3 day"),
        (None, "3", "at most 3 day"),
        ("-1", None, "at least -1 day"),
        (None, None, "anything"),
    ],
)
def test_margins_in_words(low: str | None, high: str | None, words: str) -> None:
    ends = [None if end is None else Decimal(end) for end in (low, high)]

    assert format_case_margin(CaseMargin(low=ends[0], high=ends[1], unit="day")) == words
