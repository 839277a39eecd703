"""What public reports found of rule sets that change, and of their units and durations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import authorisation
from authorisation.cli.main import cli
from authorisation.errors import InvalidRules
from authorisation.language.rules.load import load_rule_set
from tests.faults.lab import criterion, write_lab
from tests.rule_sets.folders import child_head

CHILD = child_head(
    "kid", "lab", "2010-01-01", sources="{kidact: {title: The Kid Act, standing: law}}"
)
PEOPLE = criterion("fig.people >= line", severity="note")


def kid(folder: Path, *texts: str, criteria: str = PEOPLE, **more: str) -> Path:
    """Write the lab and a child with such files of criteria, and give the folder of rule sets."""
    names = "cdefg"
    files = {f"rules/kid/criteria/{n}.yaml": t for n, t in zip(names, texts, strict=False)}
    files = {"rules/kid/ruleset.yaml": CHILD, **files}
    return write_lab(folder, criteria, {**files, **{f"rules/kid/{n}": t for n, t in more.items()}})


def refusal(root: Path, name: str = "kid") -> str:
    """What is wrong with a rule set that cannot be loaded."""
    with pytest.raises(InvalidRules) as refused:
        load_rule_set(name, root=root)
    return str(refused.value)


@pytest.mark.parametrize(
    "second",
    [
        "criteria:\n- amend: {id: P, severity: note, title: said twice}\n",
        "criteria:\n- remove: {id: P, reason: no use, source: kidact}\n",
        "criteria:\n- replace: {id: P, title: T, severity: note, source: kidact, require: fig.agreed}\n",
    ],
)
@pytest.mark.parametrize("names", ["cd", "dc"])
def test_F9_one_criterion_is_changed_in_one_place(tmp_path: Path, second: str, names: str) -> None:
    first = "criteria:\n- amend: {id: P, severity: gate}\n"
    files = {"c": first, "d": second} if names == "cd" else {"c": second, "d": first}
    root = kid(tmp_path, *files.values())

    told = refusal(root)

    assert "`P` is already defined, changed or removed at" in told
    assert "kid/criteria/c.yaml:2:" in told
    assert "kid/criteria/d.yaml:2:" in told


def test_F9_what_was_removed_is_not_defined_beside_that(tmp_path: Path) -> None:
    root = kid(
        tmp_path,
        "criteria:\n- remove: {id: P, reason: no use, source: kidact}\n",
        "criteria:\n" + PEOPLE,
    )

    told = refusal(root)

    assert "`P` is already removed at" in told
    assert "write `replace:` instead of both" in told


def test_F9_a_grandchild_may_change_what_the_child_changed(tmp_path: Path) -> None:
    root = kid(tmp_path, "criteria:\n- amend: {id: P, severity: gate}\n")
    grand = tmp_path / "rules" / "grand"
    (grand / "criteria").mkdir(parents=True)
    (grand / "ruleset.yaml").write_text(
        CHILD.replace("id: kid", "id: grand").replace("extends: lab", "extends: kid")
    )
    (grand / "criteria" / "a.yaml").write_text("criteria:\n- amend: {id: P, title: Told anew}\n")

    rules = load_rule_set("grand", root=root)

    assert rules.criteria["P"].title == "Told anew"


DATED = "criteria:\n- amend: {id: P, severity: {2012-10-01: {value: gate, source: kidact}}}\n"


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        ("2009-01-01", "note"),
        ("2011-01-01", "note"),
        ("2012-09-30", "note"),
        ("2012-10-01", "gate"),
        ("2020-01-01", "gate"),
    ],
)
def test_F10_a_dated_severity_over_a_plain_one_leaves_the_past_alone(
    tmp_path: Path, day: str, severity: str
) -> None:
    rules = authorisation.load("kid", root=kid(tmp_path, DATED)).on(day)

    assert rules.assess({"fig.people": 50})["P"].severity == severity


def test_F10_the_page_says_the_severity_before_and_from_the_day(tmp_path: Path) -> None:
    page = CliRunner().invoke(cli, ["rules", "kid", "--rules-root", str(kid(tmp_path, DATED))])

    assert page.exit_code == 0
    assert "note" in page.stdout
    assert "from 1 October 2012" in page.stdout
    assert "31 December 2009" not in page.stdout


def test_F10_a_severity_dated_from_the_edition_itself_comes_after_the_plain_one(
    tmp_path: Path,
) -> None:
    early = DATED.replace("2012-10-01", "2010-01-01")
    rules = authorisation.load("kid", root=kid(tmp_path, early))

    assert rules.on("2009-12-31").assess({})["P"].severity == "note"
    assert rules.on("2010-01-01").assess({})["P"].severity == "gate"


def run_test(root: Path, *words: str) -> Any:
    return CliRunner().invoke(cli, ["test", *words, "--rules-root", str(root)])


CASES = "- {case: large, as_of: 2012-01-01, given: {fig.people: 150}, expect: {P: met}}\n"


def test_F12_a_run_without_a_case_is_not_a_success(tmp_path: Path) -> None:
    root = kid(tmp_path)

    assert run_test(root, "lab").exit_code == 14
    assert run_test(root, "lab", "-k", "nosuch").exit_code == 14


def test_F12_a_name_that_one_of_several_sets_has_is_a_success(tmp_path: Path) -> None:
    root = kid(tmp_path, **{"cases/a.yaml": CASES})

    assert run_test(root, "kid").exit_code == 0
    assert run_test(root, "kid", "lab", "-k", "large").exit_code == 0
    assert run_test(root, "kid", "lab", "-k", "nosuch").exit_code == 14
    assert run_test(root, "kid", "lab").exit_code == 14


def test_F12_a_case_that_fails_says_so_before_one_that_is_missing(tmp_path: Path) -> None:
    root = kid(tmp_path, **{"cases/a.yaml": CASES.replace("150", "50")})

    assert run_test(root, "kid", "lab").exit_code == 12


LENGTHS = criterion("fig.term >= year_period")
SHARES = criterion("fig.share >= share_line")
BEGUN = {"fig.begun": "2011-01-01", "fig.ended": "2012-12-01"}


@pytest.mark.parametrize(
    ("require", "answers", "margin", "words"),
    [
        ("fig.term >= year_period", {"fig.term": "1 month"}, -23, "short by 23 months"),
        ("fig.term < year_period", {"fig.term": "7 months"}, 17, "17 months to spare"),
        (
            "fig.term between month_period and eighteen",
            {"fig.term": "3 years"},
            -18,
            "out by 18 months",
        ),
        ("fig.term >= 2 * eighteen", {"fig.term": "1 month"}, -35, "short by 35 months"),
        (
            "years and months duration(fig.begun, fig.ended) >= year_period",
            BEGUN,
            -1,
            "short by 1 month",
        ),
        ("fig.term >= period", {"fig.term": "27 days"}, -1, "short by 1 day"),
        ("fig.ended - fig.begun >= period", BEGUN, 672, "672 days to spare"),
    ],
)
def test_F1_a_margin_of_months_is_in_months(
    tmp_path: Path, require: str, answers: dict[str, Any], margin: int, words: str
) -> None:
    rules = authorisation.load("lab", root=write_lab(tmp_path, criterion(require)))
    result = rules.on("2012-10-01").assess(answers)
    unit = "month" if "month" in words else "day"

    assert words in result["P"].why()
    assert result["P"].margin == margin
    assert f",{margin},{unit}," in result.render("csv", findings=True)
    (found,) = result.to_record()["findings"]
    assert found["step"]["margin"] == {"low": str(margin), "high": str(margin), "unit": unit}


def test_F1_so_it_is_where_two_rule_sets_are_compared(tmp_path: Path) -> None:
    rules = authorisation.load(
        "lab", root=write_lab(tmp_path, criterion("fig.term >= year_period"))
    )
    milder = rules.on("2012-10-01").with_values(year_period="1 month")
    page = milder.compare(rules.on("2012-10-01"), [{"fig.term": "1 month"}]).render()

    assert "before, short by 23 months; now, exactly on the line" in " ".join(str(page).split())


def case(given: str, margin: str) -> str:
    return (
        f"- {{case: a margin, as_of: 2012-01-01, given: {{{given}}}, "
        f"expect: {{P: {{margin: {margin}}}}}}}\n"
    )


@pytest.mark.parametrize(
    ("criteria", "given", "margin"),
    [
        (LENGTHS, "fig.term: 1 month", "-23 months"),
        (LENGTHS, "fig.term: 1 month", "-23 month"),
        (LENGTHS, "fig.term: 1 month", "-23"),
        (LENGTHS, "fig.term: 1 year", "-1 year"),
        (criterion("fig.term >= period"), "fig.term: 27 days", "-1 day"),
        (criterion("fig.term >= period"), "fig.term: 42 days", "2 weeks"),
        (SHARES, "fig.share: 60%", "10%"),
        (SHARES, "fig.share: 60%", "[10%, 10%]"),
        (SHARES, "fig.share: 49.5%", "-0.5%"),
        (SHARES, "", "[-50%, 50%]"),
        (SHARES, "fig.share: 60%", "0.1"),
    ],
)
def test_F3_a_case_says_a_margin_in_the_unit_of_its_figure(
    tmp_path: Path, criteria: str, given: str, margin: str
) -> None:
    root = kid(tmp_path, criteria=criteria, **{"cases/a.yaml": case(given, margin)})

    found = run_test(root, "kid")

    assert found.stdout == "kid: the one case came out as it says\n"


@pytest.mark.parametrize(
    ("criteria", "given", "margin", "told"),
    [
        (LENGTHS, "fig.term: 1 month", "-23 days", "-23 days, got -23 month"),
        (SHARES, "fig.share: 60%", "1%", "a margin of 1%, got 10%"),
        (SHARES, "fig.share: 60%", "10", "a margin of 10, got 10%"),
    ],
)
def test_F3_a_case_that_says_another_margin_is_told_the_right_one(
    tmp_path: Path, criteria: str, given: str, margin: str, told: str
) -> None:
    root = kid(tmp_path, criteria=criteria, **{"cases/a.yaml": case(given, margin)})

    assert told in run_test(root, "kid").stdout


@pytest.mark.parametrize(
    ("share", "margin", "words"),
    [
        ("51%", "1", "1% to spare"),
        ("49.5%", "-0.5", "short by 0.5%"),
        ("60%", "10", "10% to spare"),
    ],
)
def test_F3_a_percentage_is_the_same_number_in_every_format(
    tmp_path: Path, share: str, margin: str, words: str
) -> None:
    rules = authorisation.load("lab", root=write_lab(tmp_path, SHARES))
    result = rules.on("2012-10-01").assess({"fig.share": share})

    assert words in result["P"].why()
    assert f",{margin},%," in result.render("csv", findings=True)
    (found,) = result.to_record()["findings"]
    assert found["step"]["margin"] == {"low": margin, "high": margin, "unit": "%"}
    seen = {each["name"]: (each["value"], each["unit"]) for each in found["step"]["provenance"]}
    assert seen == {"fig.share": (share[:-1], "%"), "share_line": ("50", "%")}
    assert authorisation.replay(result.to_record(), root=tmp_path / "rules").differences == ()


NEVER = [
    "fig.ended - fig.begun <= month_period",
    'fig.ended - fig.begun <= @"P1M"',
    'years and months duration(fig.begun, fig.ended) <= @"P28D"',
    "years and months duration(fig.begun, fig.ended) = period",
    "month_period <= period",
    "fig.ended - fig.begun between period and month_period",
    "fig.term between period and month_period",
    'fig.term in [@"P1M"..@"P60D"]',
    "fig.ended - fig.begun in [month_period..year_period]",
    "fig.ended - fig.begun + month_period > fig.term",
    "fig.term > 2 * month_period - period",
    "month_period / period > 1",
    'fig.ended - fig.begun <= duration("P1M")',
    "max(month_period, period) > fig.term",
    "(fig.ended - fig.begun).months >= 1",
    "month_period.days > fig.people",
    "-(fig.ended - fig.begun) < month_period",
]


@pytest.mark.parametrize("require", NEVER)
def test_F2_two_kinds_of_duration_are_refused_at_load(tmp_path: Path, require: str) -> None:
    root = write_lab(tmp_path, criterion(f"'{require}'"))

    told = refusal(root, "lab")

    assert "lab/criteria/all.yaml" in told
    assert "duration in" in told


@pytest.mark.parametrize(
    "require",
    [
        "fig.ended - fig.begun <= period",
        "fig.ended - fig.begun <= 2 * period",
        "years and months duration(fig.begun, fig.ended) <= year_period",
        "fig.term >= month_period",
        "fig.term >= period",
        "fig.term between month_period and year_period",
        "fig.begun + month_period <= fig.ended",
        "fig.begun + period + month_period <= fig.ended",
        "(fig.ended - fig.begun) / period > 2",
    ],
)
def test_F2_durations_of_one_kind_are_compared(tmp_path: Path, require: str) -> None:
    root = write_lab(tmp_path, criterion(f"'{require}'"))

    assert load_rule_set("lab", root=root).id == "lab"


def test_F2_the_remedy_says_how_to_count_months(tmp_path: Path) -> None:
    told = refusal(write_lab(tmp_path, criterion(NEVER[0])), "lab")

    assert (
        "`fig.ended - fig.begun` is a duration in days and `month_period` is a duration in months"
    ) in told
    assert "years and months duration(from, to)" in told


GATE = 'severity = "gate" and verdict = "not met"'
OF_F = 'f.severity = "gate" and f.verdict = "not met"'
BAD = 'verdict in ["not met", "open"]'


def table(*conditions: str) -> str:
    """A table of outcomes `r1`, `r2`... and a last one."""
    rows = [
        f"  - {{id: r{n}, title: Row {n}, source: act#9, when: '{each}'}}\n"
        for n, each in enumerate(conditions, 1)
    ]
    return (
        "outcomes:\n" + "".join(rows) + "  - {id: last, title: Last, source: act#9, when: 'true'}\n"
    )


def outcomes_refusal(folder: Path, *conditions: str) -> str:
    changes = {"rules/lab/outcomes.yaml": table(*conditions)}
    return refusal(write_lab(folder, PEOPLE, changes), "lab")


@pytest.mark.parametrize(
    ("first", "masked"),
    [
        (f"count(findings[{GATE}]) >= 1", f"count(findings[{GATE}]) >= 1"),
        (f"count(findings[{GATE}]) >= 1", f"count(findings[{GATE}]) >= 2"),
        (f"count(findings[{GATE}]) > 0", f"count(findings[{GATE}]) = 1"),
        ('count(findings[verdict = "not met"]) >= 1', f"count(findings[{GATE}]) >= 1"),
        (f"count(findings[{BAD}]) >= 1", 'count(findings[verdict = "open"]) >= 1'),
        (f"count(findings[{GATE}]) >= 1", f"count(findings[{GATE}]) >= 1 and fig.agreed"),
        ("fig.agreed or fig.people >= line", "fig.agreed"),
        ("count(members) >= 2", "3 <= count(members)"),
        ("count(members) < 9", "count(members) = 3"),
        (f"some f in findings satisfies {OF_F}", f"count(findings[{GATE}]) >= 2"),
        (f"count(findings[{GATE}]) >= 1", f"some f in findings satisfies {OF_F}"),
        (f"some f in findings satisfies {OF_F}", f"some f in findings satisfies {OF_F}"),
        (
            'some f in findings satisfies f.verdict in ["not met", "open"]',
            'count(findings[verdict = "open"]) >= 1',
        ),
    ],
)
def test_F16_a_row_that_an_earlier_one_masks_is_named(
    tmp_path: Path, first: str, masked: str
) -> None:
    told = outcomes_refusal(tmp_path, first, masked)

    assert "lab/outcomes.yaml:3:" in told
    assert "`r2` is never reached: `r1` or a row before it applies first" in told


def test_F16_a_row_that_earlier_ones_mask_together_is_named(tmp_path: Path) -> None:
    told = outcomes_refusal(
        tmp_path,
        'count(findings[verdict = "open"]) >= 1',
        'count(findings[verdict = "not met"]) >= 1',
        f"count(findings[{BAD}]) >= 1",
    )

    assert "`r3` is never reached: `r2` or a row before it applies first" in told


@pytest.mark.parametrize(
    "never",
    [
        "false",
        'count(findings[severity = "gate" and severity = "note"]) >= 1',
        "fig.agreed and false",
        'count(findings[verdict = "open" and verdict in ["met", "not met"]]) >= 1',
        'some f in findings satisfies f.severity = "gate" and f.severity = "note"',
    ],
)
def test_F16_a_row_that_can_never_apply_is_named(tmp_path: Path, never: str) -> None:
    assert "`r1` can never apply" in outcomes_refusal(tmp_path, never)


@pytest.mark.parametrize(
    ("first", "reached"),
    [
        (f"count(findings[{GATE}]) >= 2", f"count(findings[{GATE}]) >= 1"),
        (f"count(findings[{GATE}]) = 1", f"count(findings[{GATE}]) >= 1"),
        (f"count(findings[{GATE}]) = 1", f"count(findings[{GATE}]) = 2"),
        (f"count(findings[{GATE}]) >= 1", 'count(findings[verdict = "not met"]) >= 1'),
        ('count(findings[verdict = "open"]) >= 1', f"count(findings[{BAD}]) >= 1"),
        ("fig.agreed and fig.people >= line", "fig.agreed"),
        ("count(members) > 3", "count(members) >= 3"),
        (f"count(findings[{GATE}]) >= 2", f"some f in findings satisfies {OF_F}"),
        (f"every f in findings satisfies {OF_F}", f"count(findings[{GATE}]) >= 1"),
        (f"some f in findings satisfies {OF_F}", 'count(findings[verdict = "not met"]) >= 1'),
    ],
)
def test_F16_a_row_that_may_be_reached_is_left_alone(
    tmp_path: Path, first: str, reached: str
) -> None:
    changes = {"rules/lab/outcomes.yaml": table(first, reached)}

    assert load_rule_set("lab", root=write_lab(tmp_path, PEOPLE, changes)).outcomes[1].id == "r2"
