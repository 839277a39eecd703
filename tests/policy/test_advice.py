"""What never happens under rules, or always, is found where it is planted, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from authorisation.analysis import solver as analysis_solver
from authorisation.errors import EngineUnavailable
from authorisation.model.case import RegimeCase
from authorisation.model.condition import Leaf
from authorisation.model.regime import CAPABILITIES, SEVERITIES, Control, Regime
from authorisation.model.source import AdviceCode, Formula, Problem
from authorisation.policy.advice.example_returns import ExampleReturns
from authorisation.policy.advice.regime_tables import advise_overlaps, advise_tables
from authorisation.policy.advice.regimes import (
    _tests,
    _with_reason,
    advise_regime_by_solver,
    band_gaps,
)
from authorisation.regime.program import compile_regime
from authorisation.report.file_formats import FileFormat
from authorisation.report.found_problems import ADVICE_KINDS
from authorisation.usecases.check import Checked, Checker, advise_by_solver
from authorisation.usecases.check_report import render_checks
from authorisation.usecases.library import Library
from authorisation.usecases.run_cases import RuleSetCases
from tests.assertions import ROOT
from tests.rule_sets.folders import copy_folder
from tests.shipped import shipped_regime

pytest.importorskip("z3")

CRITERIA = "rules/demo/criteria/all.yaml"
BANK = "rules/questions/all.yaml"
OUTCOMES = "rules/demo/outcomes.yaml"
LAST = "    discharge: {evidence: the list of members, due: 3 months}\n"
COMMON = "title: Planted, domain: size, source: act#1"


def planted(folder: Path, file: str, old: str, new: str) -> list[Problem]:
    """What the solver says of the small rules with one passage changed."""
    copy_folder("demo", folder, {file: (old, new)})
    return list(advise_by_solver(RuleSetCases("demo", Library(folder / "rules"))))


def criterion(folder: Path, rest: str) -> list[Problem]:
    """What it says with one criterion more, `NEW`."""
    return planted(folder, CRITERIA, LAST, f"{LAST}  - {{id: NEW, {COMMON}, {rest}}}\n")


def test_nothing_is_said_of_sound_rules(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)

    assert advise_by_solver(RuleSetCases("demo", Library(tmp_path / "rules"))) == ()


@pytest.mark.parametrize(
    ("rest", "code", "says"),
    [
        (
            "severity: note, require: population.registered <= 0",
            AdviceCode.NEVER_MET,
            "`NEW` is met by nobody, whatever is answered on 1 January 2012 and 1 January 2013",
        ),
        (
            "severity: note, require: population.registered > 0",
            AdviceCode.ALWAYS_MET,
            "no answer leaves `NEW` not met, whatever",
        ),
        (
            "severity: note, applies: population.registered <= 0, require: 'count(board) >= 2'",
            AdviceCode.NEVER_APPLIES,
            "`NEW` applies to nobody, whatever",
        ),
        (
            "severity: note, applies: count(board) >= 0, require: 'count(board) >= 2'",
            AdviceCode.ALWAYS_APPLIES,
            "`NEW` applies to everybody, whatever",
        ),
        (
            "severity: note, require: {any: ['count(board) >= 2', population.registered <= 0]}",
            AdviceCode.CONSTANT_TEST,
            "`population.registered <= 0` is never met, whatever",
        ),
        (
            "severity: note, require: {any: ['count(board) >= 2', least <= 0]}",
            None,
            "",
        ),
        (
            "severity: note, require: {any: [least > 0, 'count(board) >= 2']}",
            AdviceCode.ALWAYS_MET,
            "no answer leaves `NEW` not met",
        ),
        (
            "severity: note, require: 'count(board[role = \"lay\"]) > 0'",
            AdviceCode.REDUNDANT,
            "`NEW` has the same verdict as `LAY`, whatever",
        ),
        (
            "severity: gate, require: population.registered < least",
            AdviceCode.CONTRADICTORY,
            "`NEW` cannot be met together with `SIZE`, whatever",
        ),
    ],
)
def test_a_planted_fault_is_found(
    tmp_path: Path, rest: str, code: AdviceCode | None, says: str
) -> None:
    found = criterion(tmp_path, rest)

    assert [each.code for each in found] == [code] * bool(code)
    assert all(each.message.startswith(says) for each in found)


def test_an_example_is_a_submission_that_shows_it(tmp_path: Path) -> None:
    (found,) = criterion(tmp_path, "severity: gate, require: population.registered < least")

    assert found.example == (
        "name: Example\nstage: self-assessment\nas_of: 2012-01-01\n"
        "answers:\n  population.registered: 1000\n"
    )


def test_every_format_carries_the_code(tmp_path: Path) -> None:
    advice = tuple(criterion(tmp_path, "severity: gate, require: population.registered < least"))
    formats = (FileFormat.TEXT, FileFormat.JSON, FileFormat.SARIF, FileFormat.GITHUB)
    text, record, sarif, github = (
        render_checks(each, [Checked("demo", advice=advice)]).decode() for each in formats
    )

    assert " [contradictory]\n  help: correct one of them\n  such as:\n    name: Example\n" in text
    assert '"code": "contradictory"' in record
    assert '"ruleId": "contradictory"' in sarif
    assert "title=Criteria cannot be met together [contradictory]::" in github


def test_a_row_that_earlier_rows_leave_nothing_for_is_found(tmp_path: Path) -> None:
    row = "  - {id: granted, source: act#9, when: 'true'}\n"
    masked = (
        "  - id: refused again\n    source: act#9\n    when: >-\n"
        "      not(every f in findings satisfies\n"
        '      f.severity != "gate" or f.verdict != "not met")\n'
    )
    many = "  - {id: many, source: act#9, when: 'count(findings[verdict = \"met\"]) > 2'}\n"

    found = planted(tmp_path, OUTCOMES, row, masked + many + row)

    assert [(each.code, each.message) for each in found] == [
        (
            "unreached-row",
            "the row `refused again` is never reached: earlier rows take all that it is for",
        ),
        ("unreached-row", "the row `many` is never reached: what it says is so of nobody"),
    ]


def test_without_the_solver_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise EngineUnavailable("z3", "the solver is not installed", "pip install it")

    copy_folder("demo", tmp_path)
    monkeypatch.setattr(analysis_solver, "import_z3", missing)
    checker = Checker(None, Library(tmp_path / "rules"), advice=True)

    assert checker.check("demo").exit_code == 0
    assert checker.without_solver is not None


def test_each_code_has_a_kind_and_a_row_in_the_docs() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs/advice.md").read_text(), re.MULTILINE)

    assert set(rows) == set(ADVICE_KINDS) == {code.value for code in AdviceCode}


def about_tables(**changed: object) -> list[tuple[str, str]]:
    regime = replace(shipped_regime("gpcc-2010").regime, **changed)  # type: ignore[arg-type]
    return [(each.code, each.message) for each in advise_tables(regime)]


def test_stages_that_no_move_leads_to_or_away_from_are_named() -> None:
    moves = shipped_regime("gpcc-2010").regime.moves

    assert about_tables() == []
    assert about_tables(moves=[each for each in moves if each.to != "early_warning"]) == [
        ("unreached-stage", "no move leads to the stage `early_warning` from `ordinary`")
    ]
    assert about_tables(moves=[each for each in moves if "taken_over" not in each.stages]) == [
        ("no-way-out", "no move leads away from the stage `taken_over`")
    ]


def test_a_value_in_a_cell_that_an_earlier_row_takes_is_named() -> None:
    table = shipped_regime("gpcc-2010").regime.table
    any_row = replace(
        table[0], severity=(1,), capability=CAPABILITIES, control=tuple(Control), triggers=()
    )
    later = replace(any_row, severity=(1, 2))

    first, *others = about_tables(table=(any_row, later, replace(later, severity=SEVERITIES)))
    assert first == ("unreached-cell", "severity 1 is never reached in this row")
    # All rows lead to one response, so the others are none's, and so are moves for them.
    assert ("unreached-row", "no row of `table` leads to the response `intervention`") in others


@pytest.mark.slow
def test_the_shipped_rules_say_what_they_say_on_purpose() -> None:
    found = advise_by_solver(RuleSetCases("gpcc-2010", Library()))

    codes = [each.code for each in found]
    assert codes.count(AdviceCode.DECIDED_BY_FIGURE) == len(found) - 1
    assert [each.message[:30] for each in found if each.code == AdviceCode.ALWAYS_MET] == [
        "no answer leaves `TRACK-ASKED`"
    ]


def advice_on_demo(folder: Path, *changes: tuple[str, str, str]) -> list[Problem]:
    """All advice on the small rules with some passages changed."""
    copy_folder("demo", folder, {file: (old, new) for file, old, new in changes})
    checker = Checker(None, Library(folder / "rules"), advice=True)
    checked = checker.check("demo")
    assert not checked.problems
    return list(checked.advice)


def of_code(found: Iterable[Problem], code: AdviceCode) -> list[Problem]:
    return [each for each in found if each.code == code]


BOTH = """\
- case: too small and nobody is lay
  as_of: 2012-06-01
  given: {population.registered: 5, board: []}
  expect: {SIZE: not met, LAY: not met, outcome: refused}
- case: large enough"""


def test_rows_on_which_a_submission_falls_both_are_named_until_a_case_says_which(
    tmp_path: Path,
) -> None:
    (found,) = of_code(advice_on_demo(tmp_path / "without"), AdviceCode.OVERLAPPING_ROWS)

    assert found.message == (
        "the rows `refused` and `granted with conditions` are both so of some submissions, "
        "which come to `refused`"
    )
    assert "answers:\n  population.registered: " in found.example
    assert "stage: decision\n" in found.example
    case = ("rules/demo/cases/all.yaml", "- case: large enough", BOTH)
    assert not of_code(advice_on_demo(tmp_path / "with", case), AdviceCode.OVERLAPPING_ROWS)


@pytest.mark.slow
def test_what_is_asked_and_described_for_nothing_is_named(tmp_path: Path) -> None:
    head = "rules/demo/ruleset.yaml"
    more = (
        "sources: {idle: {title: T, standing: law, called: An idle Act}, "
        "kept: {title: T, standing: law, note: Repealed the other.}, act:"
    )
    sources = (head, "sources: {act:", more)
    question = (BANK, "population:\n", "population:\n  idle: {type: integer, ask: Idle?}\n")
    found = advice_on_demo(tmp_path / "one", sources, question)
    said = advice_on_demo(
        tmp_path / "two",
        sources,
        (CRITERIA, "'Only {population.registered}.'", "'Only so many (An idle Act).'"),
    )

    assert [each.message for each in of_code(found, AdviceCode.UNUSED_SOURCE)] == [
        "nothing cites the source `idle`"
    ]
    assert not of_code(said, AdviceCode.UNUSED_SOURCE)
    (asked,) = of_code(found, AdviceCode.UNUSED_QUESTION)
    assert asked.message == (
        "nothing looks at `population.idle`, which every submission is asked for"
    )
    assert (asked.at.line, asked.at.column) == (8, 15)


PROMISE = """\
- id: SHARED
  title: Nobody has none
  source: ours
  never: count(board) >= 1 and %s < 0
"""


@pytest.mark.parametrize(
    ("looked_at", "unused"),
    [("population.registered", ["shared", "nobodys"]), ("shared", ["nobodys"])],
)
def test_a_figure_that_neither_rules_nor_promises_use_is_named(
    tmp_path: Path, looked_at: str, unused: list[str]
) -> None:
    head = (
        "derived:\n"
        "  shared: {title: Twice, unit: patient, value: population.registered * 2}\n"
        "  nobodys: {title: Half, unit: patient, value: population.registered / 2}\n"
        "criteria:\n"
    )
    copy_folder("demo", tmp_path, {CRITERIA: ("criteria:\n", head)})
    promises = tmp_path / "rules/demo/properties/all.yaml"
    promises.parent.mkdir()
    promises.write_text(PROMISE % looked_at, encoding="utf-8")

    checked = Checker(None, Library(tmp_path / "rules"), advice=True).check("demo")

    assert not checked.problems
    found = of_code(checked.advice, AdviceCode.UNUSED_FIGURE)
    assert [each.message for each in found] == [f"nothing uses `{name}`" for name in unused]


def test_a_comparison_on_items_that_always_comes_to_the_same_is_found(tmp_path: Path) -> None:
    rest = (
        "severity: note, require: {some: person, in: 'board[role != \"lay\"]', "
        "satisfies: {any: ['person.name = \"A\"', 'person.role = \"lay\"']}}"
    )

    (found,) = criterion(tmp_path, rest)

    assert found.code == AdviceCode.CONSTANT_TEST
    assert found.message.startswith('`person.role = "lay"` is never met, whatever')


NEVER = "severity: note, require: population.registered <= 0"


@pytest.mark.parametrize(
    ("formula", "answers"),
    [
        ("least / (population.registered - least)", "  population.registered: 1000\n"),
        ("least / (population.registered + least)", None),
    ],
)
def test_only_what_some_submission_comes_to_is_said_to_be_null(
    tmp_path: Path, formula: str, answers: str | None
) -> None:
    new = f"{LAST}  - {{id: NEW, {COMMON}, severity: note, require: '{formula} > 2'}}\n"
    found = of_code(advice_on_demo(tmp_path, (CRITERIA, LAST, new)), AdviceCode.MAY_BE_NULL)

    assert [each.example.endswith(f"answers:\n{answers}") for each in found] == [True] * bool(
        answers
    )


def test_a_test_of_two_answers_that_is_not_encoded_keeps_nothing_from_being_proved(
    tmp_path: Path,
) -> None:
    test = "consistency:\n  - {test: 'string length(board[1].name) < 90', says: Too long.}\nacross:"
    copy_folder(
        "demo",
        tmp_path,
        {BANK: ("across:", test), CRITERIA: (LAST, f"{LAST}  - {{id: NEW, {COMMON}, {NEVER}}}\n")},
    )

    found = advise_by_solver(RuleSetCases("demo", Library(tmp_path / "rules")))

    assert [each.code for each in found] == [AdviceCode.NEVER_MET]


@pytest.mark.slow
@pytest.mark.parametrize(
    "test",
    [
        "applies: strict, require: 'count(board) >= 2'",
        "require: {any: [strict = false, 'count(board) >= 2']}",
    ],
)
def test_what_a_figure_decides_is_not_said_where_a_case_sets_it(tmp_path: Path, test: str) -> None:
    rest = f"{{id: NEW, {COMMON}, severity: note, {test}}}"
    strict = "strict: {title: S, type: boolean, values: {2012-01-01: {value: false, source: act}}}"
    rules = (
        (CRITERIA, LAST, f"{LAST}  - {rest}\n"),
        ("rules/demo/parameters.yaml", "least:\n", f"{strict}\nleast:\n"),
    )
    case = (
        "rules/demo/cases/all.yaml",
        "- case: large enough",
        (
            "- case: were it strict\n  as_of: 2012-06-01\n  set: {strict: true}\n"
            "  given: {board: []}\n  expect: {NEW: not met}\n- case: large enough"
        ),
    )

    found = advice_on_demo(tmp_path / "without", *rules)

    assert of_code(found, AdviceCode.DECIDED_BY_FIGURE)
    assert not of_code(
        advice_on_demo(tmp_path / "with", *rules, case), AdviceCode.DECIDED_BY_FIGURE
    )


def test_rows_of_a_regime_that_cross_are_named_until_a_case_says_which() -> None:
    loaded = RuleSetCases("failure-statutory", Library())
    assert loaded.regime is not None

    found = list(advise_overlaps(loaded.regime, ()))

    assert not list(advise_overlaps(loaded.regime, loaded.regime_cases))
    assert found[0].message == (
        "this row and row 3 of `table` are both for severity 1, capability 1, mainly controllable "
        "and the trigger `conditions_not_complied_with`, and lead to different things"
    )
    assert {each.code for each in found} == {AdviceCode.OVERLAPPING_ROWS}


@pytest.mark.slow
def test_rows_of_responses_that_cross_are_shown_by_returns() -> None:
    loaded = RuleSetCases("failure-statutory", Library())
    assert loaded.compiled_regime is not None
    examples = ExampleReturns(loaded.compiled_regime)

    found = list(advise_overlaps(loaded.compiled_regime.regime, (), examples.of_response))

    of_responses = [each for each in found if "of `table`" in each.message]
    assert all(each.example for each in of_responses)
    shown = {each.message.partition(", and ")[0]: each.example for each in of_responses}
    both = "this row and row 2 of `table` are both for severity 3, capability 3, "
    assert shown[f"{both}cannot tell and the trigger `area`"] == AREA
    assert shown[f"{both}mainly beyond control and the trigger `area`"] == AREA + ACCEPTED


@pytest.mark.slow
def test_moves_that_cross_are_shown_by_returns_and_an_act_of_the_board() -> None:
    regime = RuleSetCases("failure-statutory", Library()).compiled_regime
    assert regime is not None
    examples = ExampleReturns(regime)

    found = list(advise_overlaps(regime.regime, (), example_of_move=examples.of_move))

    of_moves = [each for each in found if "of `moves`" in each.message]
    assert len(of_moves) == 3
    assert all(each.example for each in of_moves)
    assert "the response `constitution`" in of_moves[1].message
    assert of_moves[1].example == PUT_IN_STAGE


def test_what_hangs_on_chance_says_that_it_is_not_shown() -> None:
    regime = RuleSetCases("failure-statutory", Library()).compiled_regime
    assert regime is not None
    examples = ExampleReturns(regime)
    assert examples.hangs_on_chance("spending_limit.serious")
    assert not examples.hangs_on_chance("area.fires")
    never = Problem(regime.regime.triggers[0].at, "no return", "take it out", AdviceCode.NEVER_MET)
    tests = {each.id: each for each in _tests(regime)}
    said = _with_reason(never, tests["spending_limit.serious"], examples).help
    assert said == "take it out; no returns are shown, for it hangs on chance"
    assert _with_reason(never, tests["area.fires"], examples) == never
    money, *_ = regime.regime.triggers
    first = replace(regime.regime.table[0], triggers=(), severity=(1, 2), control=tuple(Control))
    second = replace(first, severity=(2, 3), response="watch", capability=(1, 2))
    first = replace(first, response="support", capability=(2, 3))

    (advice,) = advise_overlaps(
        replace(regime.regime, triggers=(money,), table=(first, second), moves=()), ()
    )

    assert advice.help.endswith(
        "; no returns are shown, for whose doing an overspend was hangs on chance"
    )


AREA = """\
name: Example
authorised_on: 2013-04-01
capability:
- {grade: 3, by: the Board, 'on': 2013-04-01, reason: an example}
returns:
- period: 2013-14 Q1
  received_on: 2013-07-28
  answers: {conduct.area_appropriate: false}
"""
ACCEPTED = """\
  causes:
  - cause: inheritance_one_off
    about: area
    status: accepted
    by: the Board
    'on': 2013-07-28
    main: true
    arose: 2011-03-31
    evidence:
    - {kind: accounts, document: Paper 1, by: the Board, 'on': 2013-07-28}
"""
PUT_IN_STAGE = """\
name: Example
authorised_on: 2013-04-01
capability:
- {grade: 1, by: the Board, 'on': 2013-04-01, reason: an example}
acts:
- {'on': 2013-04-01, by: the Board, reason: an example, stage: questions}
- {'on': 2013-04-01, by: the Board, reason: an example, deadline: 2013-04-02}
returns:
- period: 2013-14 Q1
  received_on: 2013-07-28
  answers: {conduct.accountable_officer_in_post: false, conduct.area_appropriate: false}
"""


def test_a_value_in_a_move_that_nothing_comes_to_is_named() -> None:
    (first, *others) = shipped_regime("gpcc-2010").regime.moves
    later = replace(first, to=others[0].to, responses=(*first.responses, "none"))

    found = about_tables(moves=(first, later, *others))

    assert (
        "unreached-cell",
        f"response {first.responses[0]} is never reached in this row",
    ) in found


def with_conditions(**conditions: str) -> Regime:
    """The statutory regime with other conditions, by the ids of their criteria."""
    regime = shipped_regime("failure-statutory").regime
    criteria = dict(regime.rules.criteria)
    for name, text in conditions.items():
        leaf = Leaf(test=Formula(text))
        criteria[name] = structs.replace(criteria[name], require=leaf)
    return replace(regime, rules=structs.replace(regime.rules, criteria=criteria))


DEFICIT = "in_year.planned_deficit"


@pytest.mark.parametrize(
    ("fires", "serious", "gap"),
    [
        pytest.param(f"{DEFICIT} > 0 and {DEFICIT} <= 5", f"{DEFICIT} >= 6", ("£5", "£6"), id="5 to 6"),
        pytest.param(f"{DEFICIT} > 0 and {DEFICIT} < 6", f"{DEFICIT} > 6", ("£5.99", "£6.01"), id="6 alone"),
        pytest.param(f"{DEFICIT} > 0 and {DEFICIT} < 6", f"{DEFICIT} >= 6", None, id="none"),
        pytest.param(f"{DEFICIT} > 0 and {DEFICIT} <= 5", f"{DEFICIT} >= 5.01", None, id="nothing between pence"),
        pytest.param(f"{DEFICIT} > 5 or {DEFICIT} < -5", f"{DEFICIT} > 9 or {DEFICIT} < -9", None, id="none on one side"),
    ],
)  # fmt: skip
def test_a_gap_between_the_bands_of_a_trigger_is_found_and_shown_by_a_return(
    fires: str, serious: str, gap: tuple[str, str] | None
) -> None:
    bands = {"spending_limit.fires": fires, "spending_limit.serious": serious}
    compiled = compile_regime(with_conditions(**bands))

    found = list(band_gaps(compiled, (), ExampleReturns(compiled)))

    if gap is None:
        assert found == []
        return
    [advice] = found
    between = f"{gap[0]}, which is `fires`, and {gap[1]}, which is `serious`"
    of = f"no band of the trigger `spending_limit` is for `{DEFICIT}`"
    assert (advice.code, advice.message) == ("band-gap", f"{of} between {between}")
    assert advice.example.endswith(f"answers: {{{DEFICIT}: {'5.5' if gap[0] == '£5' else '6'}}}\n")


@pytest.mark.slow
def test_a_gap_that_a_case_has_is_meant() -> None:
    bands = {
        "spending_limit.fires": f"{DEFICIT} > 0 and {DEFICIT} <= 5",
        "spending_limit.serious": f"{DEFICIT} >= 6",
    }
    compiled = compile_regime(with_conditions(**bands))
    loaded = RuleSetCases("failure-statutory", Library())
    case = next(each for each in loaded.regime_cases if isinstance(each, RegimeCase))
    filed = replace(case.group.filed[0], answers={DEFICIT: Decimal("5.5")})
    within = replace(
        case,
        group=replace(case.group, filed=(filed,)),
        expect=({"spending_limit": "no"},),
    )

    assert not list(band_gaps(compiled, (within,), ExampleReturns(compiled)))


@pytest.mark.slow
def test_bands_and_exit_tests_that_no_return_meets_are_found() -> None:
    regime = shipped_regime("failure-statutory").regime
    criteria = dict(regime.rules.criteria)
    never = Leaf(test=Formula("in_year.patients < 0"))
    criteria["exit.directions"] = structs.replace(criteria["exit.directions"], require=never)
    criteria["spending_limit.fires"] = structs.replace(
        criteria["spending_limit.fires"], require=criteria["spending_limit.serious"].require
    )
    changed = replace(regime, rules=structs.replace(regime.rules, criteria=criteria))

    advice = list(advise_regime_by_solver(compile_regime(changed)))
    found = [(each.code, each.message) for each in advice]

    assert "answers: {in_year.patients: 1}" in advice[1].example
    on = "whatever is returned on 1 April 2013"
    unreached = (
        "no return has the trigger `spending_limit` `fires`: graver bands take all that it is for"
    )
    assert found == [
        (
            "unreached-row",
            f"{unreached}, {on}",
        ),
        ("never-met", f"no return meets the exit test of the stage `directions`, {on}"),
    ]
    assert not list(advise_regime_by_solver(compile_regime(regime)))
