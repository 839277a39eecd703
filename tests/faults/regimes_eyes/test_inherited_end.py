"""A child of a rule set that says nothing of an end: it ends with its parent, and says what follows."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from authorisation.language.regime.load import load_regime
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import RuleSet
from tests.faults.lab import RULE_SET, criterion, write_lab
from tests.faults.monitored import SOUND_OF_2010, filed, head
from tests.rule_sets.folders import child_head
from tests.shipped import RULES

ENDS = "in_force: {from: 2010-01-01, until: 2013-04-01}\nfollowed_by: [later]"
END = date(2013, 4, 1)


def child(folder: Path, force: str, more: str = "", parent: str = ENDS) -> RuleSet:
    """The lab's child by what it says of when it is in force; so does its parent."""
    kid = child_head("kid", "lab", in_force=force) + more
    changes = {
        "rules/lab/ruleset.yaml": RULE_SET.replace("in_force: {from: 2010-01-01}", parent),
        "rules/kid/ruleset.yaml": kid,
    }
    root = write_lab(folder, criterion("fig.people >= line"), changes)
    return load_rule_set("kid", root=root)


@pytest.mark.parametrize(
    ("force", "more", "ends", "followed"),
    [
        ("{from: 2012-01-01}", "", END, ("later",)),
        ("{from: 2012-01-01, until: 2014-04-01}", "", date(2014, 4, 1), ("later",)),
        ("{from: 2012-01-01}", "followed_by: [other]\n", END, ("other",)),
        ("{from: 2012-01-01}", "followed_by: []\n", END, ()),
        ("{from: 2013-04-01}", "", None, ()),
        ("{from: 2014-04-01}", "followed_by: [other]\n", None, ("other",)),
    ],
)
def test_a_child_has_its_parents_end_and_followers_where_it_says_neither(
    tmp_path: Path, force: str, more: str, ends: date | None, followed: tuple[str, ...]
) -> None:
    kid = child(tmp_path, force, more)

    assert (kid.in_force[1], kid.followed_by) == (ends, followed)


def test_a_grandchild_has_them_too(tmp_path: Path) -> None:
    child(tmp_path, "{from: 2012-01-01}")
    grand = tmp_path / "rules" / "grand"
    grand.mkdir()
    text = (tmp_path / "rules" / "kid" / "ruleset.yaml").read_text()
    (grand / "ruleset.yaml").write_text(
        text.replace("id: kid", "id: grand").replace("lab", "kid").replace("2012", "2013")
    )

    found = load_rule_set("grand", root=tmp_path / "rules")

    assert (found.in_force[1], found.followed_by) == (END, ("later",))


def test_a_set_ends_where_a_child_begins_though_its_own_end_is_later(tmp_path: Path) -> None:
    child(tmp_path, "{from: 2012-01-01}")

    parent = load_rule_set("lab", root=tmp_path / "rules")

    assert (parent.in_force[1], parent.followed_by) == (date(2012, 1, 1), ("kid",))


def test_a_child_ends_where_a_later_child_of_its_parent_begins(tmp_path: Path) -> None:
    child(tmp_path, "{from: 2012-01-01}")
    later = tmp_path / "rules" / "later"
    later.mkdir()
    text = (tmp_path / "rules" / "kid" / "ruleset.yaml").read_text()
    (later / "ruleset.yaml").write_text(text.replace("kid", "later").replace("2012", "2013"))

    kid = load_rule_set("kid", root=tmp_path / "rules")

    assert (kid.in_force[1], kid.followed_by) == (date(2013, 1, 1), ("later",))
    assert load_rule_set("later", root=tmp_path / "rules").in_force[1] == END


def proposal(folder: Path) -> Path:
    place = folder / "proposal"
    place.mkdir()
    head = child_head("gpcc-smallest-size", "gpcc-2010", "2012-10-01")
    (place / "ruleset.yaml").write_text(head)
    return place


@pytest.mark.slow
def test_the_proposal_of_the_policy_lead_shows_its_end_and_what_follows(tmp_path: Path) -> None:
    shown = CliRunner().invoke(cli, ["rules", str(proposal(tmp_path))]).stdout

    assert "in force from 1 October 2012 until 1 April 2013" in " ".join(shown.split())
    assert "Followed by statutory-2012 and failure-statutory" in shown


@pytest.mark.slow
def test_an_assessment_under_it_after_that_day_says_that_the_rules_have_ended(
    tmp_path: Path,
) -> None:
    words = ["assess", "fixtures/corby.yaml", "--rules", str(proposal(tmp_path))]

    shown = " ".join(CliRunner().invoke(cli, [*words, "--as-of", "2014-01-01"]).stdout.split())

    assert (
        "Not in force on 1 January 2014: these rules have not been since 1 April 2013."
        " What follows: statutory-2012 and failure-statutory." in shown
    )


@pytest.mark.slow
def test_its_regime_ends_with_it_and_the_page_of_a_group_says_so(tmp_path: Path) -> None:
    place = proposal(tmp_path)
    returns = tmp_path / "r.yaml"
    returns.write_text(head() + filed("2013-14 Q1", SOUND_OF_2010))

    run = CliRunner().invoke(cli, ["monitor", str(returns), "--rules", str(place)])

    assert load_regime(place, root=RULES).regime.rules.in_force == (date(2012, 10, 1), END)
    assert "Not in force since 1 April 2013. What follows: statutory-2012" in " ".join(
        run.stdout.split()
    )


def test_a_regime_is_not_edited_by_the_set_that_follows_it(tmp_path: Path) -> None:
    for name in ("questions", "failure-statutory"):
        shutil.copytree(RULES / name, tmp_path / name)
    written = tmp_path / "failure-statutory" / "ruleset.yaml"
    written.write_text(written.read_text().replace(", until: 2022-07-01", ""))
    alone = load_regime("failure-statutory", root=tmp_path).regime
    kid = tmp_path / "kid"
    kid.mkdir()
    text = (
        (proposal(tmp_path) / "ruleset.yaml").read_text().replace("gpcc-2010", "failure-statutory")
    )
    (kid / "ruleset.yaml").write_text(
        text.replace("gpcc-smallest-size", "kid").replace("2012", "2014")
    )

    followed = load_regime("failure-statutory", root=tmp_path).regime

    assert followed.rules.in_force[1] == date(2014, 10, 1)
    assert followed.sha256 == alone.sha256


@pytest.mark.slow
def test_a_comparison_says_that_the_rules_of_before_have_ended(tmp_path: Path) -> None:
    place = proposal(tmp_path)
    head_of = place / "ruleset.yaml"
    head_of.write_text(head_of.read_text().replace("2012-10-01", "2013-10-07"))
    words = ["--rules", str(place), "--against", "gpcc-2010", "--as-of", "2013-10-07"]

    shown = CliRunner().invoke(cli, ["assess", "fixtures/corby.yaml", *words]).stdout

    assert (
        "Before: not in force on 7 October 2013: these rules have not been since 1 April 2013."
        in " ".join(shown.split())
    )


@pytest.mark.slow
def test_what_nobody_has_adopted_does_not_end_what_somebody_has(tmp_path: Path) -> None:
    root = tmp_path / "rules"
    shutil.copytree(RULES, root, ignore=shutil.ignore_patterns("adopted"))
    before = load_rule_set("gpcc-2010", root=root)
    draft = child_head("draft", "gpcc-2010", "2012-10-01")
    (root / "draft").mkdir()
    (root / "draft" / "ruleset.yaml").write_text(draft)

    assert load_rule_set("gpcc-2010", root=root) == before
    assert not before.edited

    adopted = CliRunner().invoke(cli, ["check", "--adopt", "draft", "--rules-root", str(root)])
    after = load_rule_set("gpcc-2010", root=root)

    assert adopted.exit_code == 0, adopted.output
    assert (after.in_force[1], after.followed_by) == (date(2012, 10, 1), ("draft",))
