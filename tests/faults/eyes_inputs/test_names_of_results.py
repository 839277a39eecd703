"""Files of one name each have a page and a record of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from authorisation.errors import ExitCode
from authorisation.usecases.filesystem.page_names import FileNames, PageNames

Run = Callable[..., Result]
DEMO = ("--recursive", "--rules", "demo")


@pytest.fixture
def apps(folder: Path) -> Path:
    """`apps/a/application.yaml` and `apps/b/application.yaml`, of Alpha and Beta."""
    for name, file in {"a": "granted", "b": "conditions"}.items():
        (folder / "apps" / name).mkdir(parents=True)
        (folder / f"{file}.yaml").rename(folder / "apps" / name / "application.yaml")
    return folder / "apps"


@pytest.mark.usefixtures("apps")
def test_7_the_second_page_of_a_name_has_its_folder_before_it(run: Run, folder: Path) -> None:
    result = run("assess", "apps", *DEMO, "-o", "out/", "--format", "html")
    index = (folder / "out/index.html").read_text(encoding="utf-8")

    assert result.exit_code == ExitCode.NEEDED
    assert "Alpha" in (folder / "out/application.html").read_text(encoding="utf-8")
    assert "Beta" in (folder / "out/b-application.html").read_text(encoding="utf-8")
    assert "b-application.html" in index


@pytest.mark.usefixtures("apps")
def test_7_so_has_the_second_record(run: Run, folder: Path) -> None:
    run("assess", "apps", *DEMO, "--record", "kept/")
    kept = {
        path.name: json.loads(path.read_bytes())["submission"]["name"]
        for path in (folder / "kept").iterdir()
    }

    assert kept == {"application.json": "Alpha", "b-application.json": "Beta"}


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (("half.yaml", "half.xlsx"), ["half.html", "half-xlsx.html"]),
        (("x/half.yaml", "y/half.xlsx"), ["half.html", "y-half.html"]),
        (("p/a/h.yaml", "q/a/h.yaml", "r/a/h.yaml"), ["h.html", "a-h.html", "r-a-h.html"]),
        (("a/h.yaml", "b/H.yaml"), ["h.html", "b-H.html"]),
        (("p/index.yaml",), ["p-index.html"]),
        (("b/h.yml", "h-yaml.yaml", "b/h.yaml", "b/h.yaml"), None),
    ],
)
def test_7_names_of_results_are_never_alike(
    files: tuple[str, ...], names: list[str] | None
) -> None:
    made = PageNames(".html")
    for file in files:
        made.add(Path(file))

    assert len({name.casefold() for name in made.all}) == len(files) + 1
    assert names is None or made.all[1:] == names


def test_7_when_words_run_out_numbers_tell_them_apart() -> None:
    names = FileNames(".json")

    assert [names.add(Path("/stdin")) for _ in range(3)] == [
        "stdin.json",
        "stdin-2.json",
        "stdin-3.json",
    ]
