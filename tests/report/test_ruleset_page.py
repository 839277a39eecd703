"""The page about a rule set: whole, safe, and sure of who uses which figure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from authorisation.explain.rules.figure_history import uses
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import DatedSeverity, RuleSet, Severity, UntestedStatement
from authorisation.report.formats.markdown import render_markdown
from authorisation.report.formats.text import render_text
from authorisation.report.pages.rules.rule_set import rule_set_document
from tests.expected import assert_expected
from tests.explain.building import program
from tests.report.whole_pages import render_html
from tests.rule_sets.folders import copy_folder

EXPECTED = Path(__file__).parent / "expected"


def markdown(rules: RuleSet) -> str:
    return render_markdown(rule_set_document(rules))


def test_a_whole_page() -> None:
    assert_expected(EXPECTED / "ruleset.md", markdown(program().rules))


def test_a_whole_page_of_text() -> None:
    made = render_text(rule_set_document(program().rules), width=80)

    assert_expected(EXPECTED / "ruleset.txt", made)


def test_each_figure_names_the_criteria_that_rest_on_it() -> None:
    found = uses(program())

    assert found["carrier"] == ("RISK",)


def test_a_dated_severity_tells_each_of_its_dates_in_order() -> None:
    rules = program().rules
    first = next(iter(rules.criteria.values()))
    dated = (
        DatedSeverity(since=date(2010, 1, 1), severity=Severity.NOTE),
        DatedSeverity(since=date(2013, 4, 1), severity=Severity.GATE, source="act#2"),
    )
    changed = replace(first, severities=dated)

    made = markdown(replace(rules, criteria={**rules.criteria, first.id: changed}))

    assert (
        "- For information (note); from 1 April 2013: needed before a full budget "
        "(gate; law: The Act, s.2)\n" in made
    )


def test_a_figure_that_was_brought_in_and_changed_says_where_it_is_from(tmp_path: Path) -> None:
    copy_folder("base", tmp_path)
    changed = tmp_path / "rules/base/parameters.yaml"
    allowance = "allowance: {amend: {values: {2010-01-01: {value: 25, source: act}}}}\n"
    changed.write_text(changed.read_text() + allowance)
    made = markdown(load_rule_set("base", root=tmp_path / "rules"))

    assert "Nothing uses it by itself. From costs 2012, changed here." in made


def test_what_was_left_out_is_told_with_its_reason_and_source() -> None:
    left = UntestedStatement(id="X-1", reason="It names nothing to test.", sources=("ours",))

    made = markdown(replace(program().rules, left_out=(left,)))

    assert (
        "## Said by the sources, tested by no criterion\n\n"
        "- X-1: It names nothing to test. (a choice of this rule set, not law)\n" in made
    )


def test_what_a_title_holds_is_never_markup() -> None:
    rules = replace(program().rules, title="<script>alert(1)</script>\x1b[2J")

    assert "<script>" not in markdown(rules) + render_html([rule_set_document(rules)])
