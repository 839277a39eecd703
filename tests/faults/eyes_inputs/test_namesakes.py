"""Two files of one group, and two groups of one code, are told wherever files lie side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from authorisation.errors import ExitCode
from authorisation.records.read import RecordsFile
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, MonitorRun, monitor_files
from tests.shipped import RULES

Run = Callable[..., Result]
VALE = RULES.parent / "fixtures/returns/illustrative/early-warning.yaml"
LIBRARY = Library(RULES)


@pytest.mark.parametrize("code", ["A1", " a1 "])
def test_2_two_groups_of_one_code_are_told_by_assess(run: Run, code: str) -> None:
    text = Path("granted.yaml").read_text()
    text = text.replace("Alpha", "Omega").replace("code: A1", f"code: '{code}'")
    Path("other.yaml").write_text(text)

    page = run("assess", "granted.yaml", "other.yaml", "--rules", "demo")
    told = "Two or more groups of different names have the same code"

    assert page.exit_code == ExitCode.NEEDED
    flat = " ".join(page.stdout.split())
    assert f"- {told}. A1: Alpha in granted.yaml; Omega in other.yaml" in flat
    assert f"{told}: A1" in flat


@pytest.fixture
def monitored(tmp_path: Path) -> Callable[[str, str], MonitorRun]:
    """Imaginary Vale (ILR1) beside another file of the same, with a name and a code."""

    def monitor(name: str, code: str) -> MonitorRun:
        text = VALE.read_text().replace("Imaginary Vale (illustrative)", name)
        (tmp_path / "a.yaml").write_bytes(VALE.read_bytes())
        (tmp_path / "b.yaml").write_text(text.replace("ILR1", code))
        request = Monitoring(library=LIBRARY, second_engine=False)
        return monitor_files([tmp_path / "a.yaml", tmp_path / "b.yaml"], request)

    return monitor


def says(run: MonitorRun, form: FileFormat) -> str:
    return " ".join(render(histories(run), form).decode().split())


def test_2_two_files_of_one_group_are_told_by_monitor(
    monitored: Callable[[str, str], MonitorRun], tmp_path: Path
) -> None:
    run = monitored("Imaginary Vale (illustrative)", "ilr1")
    told = (
        "Two or more files have the same name and code. Imaginary Vale (illustrative) (ILR1): "
        f"{tmp_path}/a.yaml; {tmp_path}/b.yaml"
    )
    page, data = says(run, FileFormat.TEXT), render(histories(run), FileFormat.JSON)

    assert run.exit_code == ExitCode.FIRES
    assert f"Taken together - {told}" in page
    assert json.loads(data)["cross_checks"] == [told]
    assert RecordsFile(data).digest_differs is None
    assert RecordsFile(data.replace(b"Two or more", b"None of the")).digest_differs


def test_2_two_groups_of_one_code_are_told_by_monitor(
    monitored: Callable[[str, str], MonitorRun], tmp_path: Path
) -> None:
    page = says(monitored("Imaginary Omega", "ILR1"), FileFormat.MARKDOWN).replace("\\", "")

    assert (
        "Two or more groups of different names have the same code. ILR1: Imaginary Vale "
        f"(illustrative) in {tmp_path}/a.yaml; Imaginary Omega in {tmp_path}/b.yaml"
    ) in page


def test_2_nothing_is_told_of_two_groups_and_records_of_before_are_as_they_were(
    monitored: Callable[[str, str], MonitorRun],
) -> None:
    run = monitored("Imaginary Vale (illustrative)", "ILR99")
    data = render(histories(run), FileFormat.JSON)

    assert not run.namesakes
    assert "Taken together" not in says(run, FileFormat.TEXT)
    assert RecordsFile(data.replace(b'"cross_checks":[],', b"")).digest_differs is None
