"""A rule set made by `authorise new` that is to rest on a shipped one: the message says how."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli


def test_C4_a_set_beside_questions_of_its_own_is_told_where_a_proposal_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli, ["new", "prop"]).exit_code == 0
    head = tmp_path / "prop" / "ruleset.yaml"
    head.write_text(head.read_text().replace("id: prop\n", "id: prop\nextends: gpcc-2010\n"))

    refused = CliRunner().invoke(cli, ["check", "prop"])

    assert refused.exit_code == 3
    assert (
        "no rule set is called `gpcc-2010`\n"
        "  help: rule sets are looked for beside the folder `questions`; a proposal on those that "
        "come with the program stands where there is no such folder\n"
    ) in refused.output
