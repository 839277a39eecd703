"""Checks beside the editor: what is told is of the text as it is, however fast somebody types."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from authorisation.editor.background import DELAY, BackgroundChecks
from authorisation.editor.checking import StageName, check_rules
from authorisation.editor.project import Project
from authorisation.language.yaml.files import ParsedFiles, keeping_parsed
from authorisation.language.yaml.regular_files import OpenTexts, reading_open_texts
from authorisation.usecases.library import Library
from tests.docs.blocks import ROOT
from tests.rule_sets.folders import copy_folder


@pytest.mark.slow
def test_a_keystroke_in_the_largest_rules_takes_the_processor_less_than_a_quarter_of_a_second() -> (
    None
):
    folder = ROOT / "rules/gpcc-2010"
    path = folder / "criteria/finance.yaml"
    text = path.read_text(encoding="utf-8")
    project, parsed, taken = Project([ROOT]), ParsedFiles(), []
    for number in range(5):
        project.open[path] = text + "# typed\n" * number
        began = time.process_time()
        project.heirs(folder, project.root)
        with reading_open_texts(OpenTexts(project.open)), keeping_parsed(parsed):
            stage = next(check_rules(folder, Library(project.root), None, lambda: None))
        taken.append(time.process_time() - began)
        assert stage.name is StageName.RULES
        assert stage.known is not None

    # With the wait for a further keystroke, an answer comes within 0.3 seconds.
    assert min(taken) < 0.3 - DELAY


def test_of_what_is_typed_fast_only_the_last_is_told(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    path = tmp_path / "rules/demo/criteria/all.yaml"
    right = path.read_text(encoding="utf-8")
    told: list[tuple[str, list[str]]] = []
    faults: list[Exception] = []

    async def type_fast() -> None:
        project = Project([tmp_path])
        checks = BackgroundChecks(project, lambda: tell(checks), faults.append)

        def tell(checks: BackgroundChecks) -> None:
            messages = [each.problem.message for each in checks.problems().get(path, ())]
            told.append((checks.checked.get(path, ""), messages))

        for length in range(1, 6):
            project.open[path] = right.replace(">= least", f">= {'least'[:length]}")
            checks.changed(path)
            await asyncio.sleep(0.001)
        async with asyncio.timeout(30):
            while checks.checked.get(path) != right:  # noqa: ASYNC110 it has no event
                await asyncio.sleep(0.01)
        project.open[path] = right.replace(">= least", ">= lest")
        checks.changed(path)
        async with asyncio.timeout(30):
            while checks.checked.get(path) != project.open[path]:  # noqa: ASYNC110 likewise
                await asyncio.sleep(0.01)
        checks.stop()

    asyncio.run(type_fast())

    assert faults == []
    assert [(text == right, messages) for text, messages in (told[0], told[-1])] == [
        (True, []),
        (False, ["unknown name `lest`"]),
    ]
    assert {text for text, _ in told} == {right, right.replace(">= least", ">= lest")}
