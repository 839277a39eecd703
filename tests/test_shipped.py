"""The shipped rules that tests share are as whoever asks would have loaded them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shipped import RULES, shipped_rules


def test_places_in_shared_rules_are_told_from_where_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    criteria = "running-costs/criteria/administration.yaml"
    found = []
    for folder in (tmp_path, RULES.parent, tmp_path, RULES):
        monkeypatch.chdir(folder)
        found.append(shipped_rules("running-costs").criteria["HEAD-PLAN"].at.file)

    assert found == [f"{RULES}/{criteria}", f"rules/{criteria}", f"{RULES}/{criteria}", criteria]
