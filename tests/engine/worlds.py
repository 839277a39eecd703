"""Generated rule sets, whole submissions, and submissions with answers taken away.

They are built in Python, and not read from `tests/rule_sets`: the engine never imports the language,
and what a law holds for is every rule set that can be drawn from these parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
)
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import (
    Alternative,
    Criterion,
    DatedSeverity,
    DatedValue,
    DatedValueKind,
    Derived,
    Discharge,
    JudgementScale,
    Outcome,
    Parameter,
    RuleSet,
    Severity,
)
from authorisation.model.source import Formula
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Evidence, EvidenceLevel, Items
from authorisation.model.verdict import Verdict

START = date(2010, 10, 1)
DAY = date(2012, 10, 1)


def question(path: str, kind: ValueType, **given: object) -> Question:
    return Question(path=path, type=kind, ask=f"What is {path}?", **given)


FIELDS = {
    "n": question("n", ValueType.INTEGER, unit="session", minimum=Decimal(0), maximum=Decimal(6)),
    "flag": question("flag", ValueType.BOOLEAN),
    "role": question("role", ValueType.CHOICE, of=("lay", "nurse"), none="no role"),
    "name": question("name", ValueType.TEXT),
}
BANK = {
    q.path: q
    for q in (
        question("g.x", ValueType.INTEGER, minimum=Decimal(0), maximum=Decimal(10)),
        question("g.y", ValueType.INTEGER, minimum=Decimal(1), maximum=Decimal(10)),
        question("g.z", ValueType.NUMBER, none="no figure", evidence="the accounts"),
        question("g.flag", ValueType.BOOLEAN),
        question("g.when", ValueType.DATE),
        question("h.model", ValueType.CHOICE, of=("one", "two"), none="neither"),
        question("h.paper", ValueType.DOCUMENT, none="there is no paper", evidence="the paper"),
        question("h.tags", ValueType.CHOICES, of=("a", "b", "c")),
        question("board", ValueType.LIST, each=FIELDS, name_by="name"),
    )
}


def parameter(name: str, kind: ValueType, value: Answer, **given: object) -> Parameter:
    return Parameter(
        name=name,
        title=name,
        type=kind,
        values=(DatedValue(since=START, value=value, source="ours", **given),),
    )


PARAMETERS = {
    p.name: p
    for p in (
        parameter("three", ValueType.INTEGER, Decimal(3)),
        parameter(
            "five", ValueType.INTEGER, Decimal(5), contested=(Alternative(Decimal(1), "other"),)
        ),
        parameter("half", ValueType.NUMBER, Decimal("0.5")),
        parameter("names", ValueType.CHOICES, Items(("lay", "nurse"))),
        parameter("low", ValueType.CHOICES, Items(("red", "black"))),
        Parameter(
            name="gone",
            title="gone",
            type=ValueType.INTEGER,
            values=(DatedValue(since=START, setting=DatedValueKind.ABOLISHED),),
        ),
    )
}
DERIVED = {
    "ratio": Derived(name="ratio", title="Ratio", value=Formula("g.x / g.y")),
    "total": Derived(name="total", title="Total", value=Formula("sum(append(board.n, 0))")),
}

LEAVES = (
    "max(g.x, g.y) >= min(5, g.x)",
    "g.x >= five",
    "g.x > g.y",
    "g.y <= three",
    "g.x + g.y < 2 * five",
    "g.z >= three",
    "g.z = null",
    "g.flag",
    "g.when <= as_of",
    "ratio >= half",
    "total >= five",
    "g.x between three and five",
    "g.x in [three..five]",
    'h.model = "one"',
    'h.model in ["one", "two"]',
    "h.paper != null",
    "count(h.tags) >= 2",
    'list contains(h.tags, "a")',
    "count(board) >= three",
    'count(board[role = "lay"]) >= 1',
    'count(board[role = "lay" and n >= 2]) <= 2',
    "sum(board.n) >= five",
    "max(board.n) <= three",
    "min(board[flag].n) < three",
    "every b in board satisfies b.n <= three",
    "some b in board satisfies b.flag and b.n > 1",
    "board[1].n >= 2",
    "count(distinct values(board.role)) >= 2",
    "if g.flag then g.x >= three else g.y >= three",
    "g.x >= gone",
    "count(board[n >= gone]) = 0",
    "count(for b in board return b.n + g.x) >= 1",
)
ITEM_LEAVES = (
    "b.n >= three",
    "b.flag",
    'b.role = "lay"',
    "b.role != null",
    "b.n >= g.x",
    "b.n < gone",
)


def leaf(text: str) -> Leaf:
    return Leaf(test=Formula(text))


leaves = st.sampled_from(LEAVES).map(leaf)


def _over_items(body: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    within = st.sampled_from(("board", "board[flag]", 'board[role = "lay"]')).map(Formula)
    named = {"item": st.just("b"), "within": within, "satisfies": body, "name_by": st.just("name")}
    return st.builds(Every, **named) | st.builds(Some, **named)


def _grouped(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return (
        st.builds(AllOf, of=several)
        | st.builds(AnyOf, of=several)
        | st.builds(Not, part=parts)
        | st.builds(AtLeast, n=st.sampled_from(("1", "2", "three")).map(Formula), of=several)
    )


item_conditions = st.recursive(st.sampled_from(ITEM_LEAVES).map(leaf), _grouped, max_leaves=3)
conditions = st.recursive(leaves | _over_items(item_conditions), _grouped, max_leaves=5)


def criterion(identifier: str, require: Condition | None, **given: object) -> Criterion:
    severity = given.pop("severity", Severity.GATE)
    return Criterion(
        id=identifier,
        title=f"Criterion {identifier}",
        severities=(DatedSeverity(since=START, severity=severity),),
        sources=("ours",),
        require=require,
        discharge=Discharge(evidence="a paper", due="3 months"),
        **given,
    )


def outcome(identifier: str, when: str, conditions: str | None = None) -> Outcome:
    return Outcome(
        id=identifier,
        title=identifier,
        when=Formula(when),
        sources=("ours",),
        conditions=Formula(conditions) if conditions else None,
    )


UNMET = 'findings[severity = "condition" and verdict in ["not met", "open"]]'
OUTCOMES = (
    outcome("as asked", 'h.model = "two"'),
    outcome("track", 'count(findings[severity = "gate" and verdict = "not met"]) >= 1'),
    outcome("not shown", 'count(findings[severity = "gate" and verdict = "open"]) >= 1'),
    outcome("with conditions", f"count({UNMET}) >= 1", UNMET),
    outcome("now", "true"),
)
LOW = "findings[grade in low]"
OUTCOMES_BY_GRADE = (
    outcome("directions", f"count({LOW}) >= 1", LOW),
    outcome("no grade", 'count(findings[id = "J" and grade = null]) = 1'),
    outcome("amber", 'count(findings[severity = "gate" and grade in ["amber", "red"]]) >= 1'),
    *OUTCOMES,
)


def rule_set(criteria: Mapping[str, Criterion], **given: object) -> RuleSet:
    whole = {
        "id": "small",
        "edition": "2012-10-01",
        "title": "Small",
        "in_force": (START, None),
        "dated_by": "as_of",
        "sources": {},
        "domains": {},
        "asks": tuple(BANK),
        "questions": BANK,
        "bank": BANK,
        "consistency": (),
        "parameters": PARAMETERS,
        "derived": DERIVED,
        "criteria": criteria,
        "outcomes": OUTCOMES,
    }
    return RuleSet(**{**whole, **given})


SCALE = JudgementScale(
    grades={"green": Verdict.MET, "amber": Verdict.NOT_MET, "red": Verdict.NOT_MET},
    guidance="Weigh it.",
)
GRADES = (*SCALE.grades, "")
"""What an assessor may say of the criterion `J`; nothing, last."""


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    severities = st.sampled_from(Severity)
    criteria: dict[str, Criterion] = {}
    for number in range(draw(st.integers(1, 4))):
        key = f"C{number}"
        require = draw(conditions)
        if criteria and draw(st.booleans()):
            earlier = CriterionRef(criterion=draw(st.sampled_from(sorted(criteria))))
            require = draw(st.sampled_from((AllOf, AnyOf)))(of=(earlier, require))
        applies = draw(st.none() | leaves)
        criteria[key] = criterion(key, require, applies=applies, severity=draw(severities))
    outcomes = OUTCOMES
    if draw(st.booleans()):
        criteria["J"] = criterion(
            "J",
            draw(st.none() | conditions),
            applies=draw(st.none() | leaves),
            judgement=SCALE,
            severity=draw(severities),
        )
        outcomes = draw(st.sampled_from((OUTCOMES, OUTCOMES_BY_GRADE)))
    return rule_set(criteria, outcomes=outcomes)


small = st.integers(0, 10).map(Decimal)
items = st.fixed_dictionaries(
    {
        "n": st.integers(0, 6).map(Decimal),
        "flag": st.booleans(),
        "role": st.sampled_from(("lay", "nurse", None)),
        "name": st.sampled_from(("Ann", "Bob", "Cy")),
    }
)
whole_answers = st.fixed_dictionaries(
    {
        "g.x": small,
        "g.y": st.integers(1, 10).map(Decimal),
        "g.z": st.none() | small,
        "g.flag": st.booleans(),
        "g.when": st.sampled_from((date(2012, 9, 30), DAY, date(2012, 10, 2))),
        "h.model": st.sampled_from(("one", "two", None)),
        "h.paper": st.sampled_from(("a paper", None)),
        "h.tags": st.lists(st.sampled_from("abc"), unique=True).map(lambda t: Items(tuple(t))),
        "board": st.lists(items, max_size=4).map(lambda i: Items(tuple(i))),
    }
)


@st.composite
def lessened(draw: st.DrawFn, whole: Mapping[str, Answer]) -> dict[str, Answer]:
    """Take answers away: whole ones, fields of items, the ends of lists."""
    kept = {}
    for path, answer in whole.items():
        if draw(st.integers(0, 2)) == 0:
            continue
        kept[path] = _lessened_list(draw, answer) if isinstance(answer, Items) else answer
    return kept


def _lessened_list(draw: st.DrawFn, answer: Items) -> Items:
    so_far = draw(st.booleans())
    number = draw(st.integers(0, len(answer.items))) if so_far else len(answer.items)
    shorter = tuple(
        {k: v for k, v in item.items() if draw(st.integers(0, 3))}
        if isinstance(item, Mapping)
        else item
        for item in answer.items[:number]
    )
    return Items(shorter, so_far)


def submission(answers: Mapping[str, Answer], **given: object) -> Submission:
    whole = {"name": "Ours", "answers": answers, "as_of": DAY, "stage": Stage.SELF_ASSESSMENT}
    return Submission(**{**whole, **given})


EVIDENCED = Evidence(document="a paper", level=EvidenceLevel.EVIDENCED)
