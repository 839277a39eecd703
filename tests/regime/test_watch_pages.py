"""Pages on several groups, in one file or in a folder, and what stands first on each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner, Result

from authorisation.cli.commands.monitor import FORMATS
from authorisation.cli.main import cli
from authorisation.errors import UnreadableFile
from authorisation.explain.history.funnel import _format_expected
from authorisation.inference.durable.engine import is_installed
from authorisation.model.returns import AuthorisedGroup
from authorisation.regime.monitored import MonitoredGroup
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, MonitorRun, monitor_files
from tests.expected import assert_expected
from tests.regime.rendered import folder, page

PROJECT = Path(__file__).parents[2]
RETURNS = Path("fixtures/returns/illustrative")
PAGES = Path(__file__).parent / "pages"
THREE = ("two-percent-small", "management-accepted", "stops-filing")

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _in_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)


def run_of(*names: str, second: bool = False) -> MonitorRun:
    files = [RETURNS / f"{name}.yaml" for name in names]
    return monitor_files(
        files,
        Monitoring(rules="gpcc-2010", library=Library(PROJECT / "rules"), second_engine=second),
    )


def body(html: str) -> str:
    """Give a page without its head, in which the style stands."""
    return html.partition("<body>\n")[2]


def headings(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h(\d)[ >]", html)]


def test_several_groups_begin_with_a_line_or_two_each() -> None:
    head, rule, _ = page(run_of(*THREE), form="text").partition("=" * 100)

    assert rule
    assert_expected(PAGES / "three-head.txt", head)


def test_the_list_of_several_groups() -> None:
    files = folder(run_of(*THREE), Path("out"))

    assert_expected(PAGES / "three.html", body(files[Path("out/index.html")].decode()))


@pytest.mark.skipif(not is_installed(), reason="durable-rules is not installed")
def test_a_whole_page_of_html_and_of_markdown() -> None:
    run = run_of("management-accepted", second=True)

    assert_expected(PAGES / "management-accepted.html", body(page(run, form="html")))
    assert_expected(PAGES / "management-accepted.md", page(run, form="markdown"))


def test_headings_go_down_one_step_at_a_time_and_begin_with_one_alone() -> None:
    run = run_of(*THREE)
    pages = [page(run, form="html"), page(run_of(THREE[0]), form="html")]
    pages += [each.decode() for each in folder(run, Path("out")).values()]

    assert len(pages) == 2 + 1 + len(THREE)
    for each in pages:
        levels = headings(each)
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        html5lib.HTMLParser(strict=True).parse(each)


def test_what_holds_for_all_is_said_once_and_on_each_page_by_itself() -> None:
    run = run_of(*THREE)
    text = page(run, form="text")

    for once in ("This is not a decision of the Board.", "never put down to management", "edition"):
        assert text.count(once) == 1
        assert page(run, form="html").count(once) == 1
        for each in folder(run, Path("out")).values():
            assert each.decode().count(once) == 1


def test_a_link_of_the_list_leads_to_each_group() -> None:
    whole = page(run_of(*THREE), form="html")
    links = re.findall(r'<th scope="row"><a href="#([\w-]+)">([^<]*)</a>', whole)

    assert [name for name, _ in links] == ["page-3", "page-4", "page-2"]  # by urgency
    for name, title in links:
        assert f'<h2 class="h1" id="{name}">{title}</h2>' in whole


def test_a_folder_of_markdown_leads_to_each_group_and_back() -> None:
    files = folder(run_of(*THREE), Path("out"), "markdown")
    names = ["index.md", *(f"{name}.md" for name in THREE)]
    listed, *pages = (files[Path("out") / name].decode() for name in names)

    assert list(files) == [Path("out") / name for name in names]
    assert re.findall(r"\]\((.*?)\)", listed) == [
        f"./{THREE[1]}.md",
        f"./{THREE[2]}.md",
        f"./{THREE[0]}.md",
    ]
    assert all(each.startswith("[All groups](./index.md)\n\n# ") for each in pages)


@pytest.mark.parametrize(
    ("form", "ending"), [(form, ending) for form in FORMATS for ending in form.endings]
)
def test_the_ending_chooses_the_format(
    form: FileFormat, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = PROJECT / RETURNS / f"{THREE[0]}.yaml"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTHORISATION_RULES", str(PROJECT / "rules"))

    def made(*args: str) -> bytes:
        result = CliRunner().invoke(cli, ("monitor", str(file), *args), catch_exceptions=False)
        assert result.exit_code in {10, 11}
        return result.stdout_bytes

    assert made("-o", f"page{ending}") == b""
    assert (tmp_path / f"page{ending}").read_bytes() == made("--format", str(form))


def test_what_could_not_be_read_is_listed() -> None:
    run = replace(run_of(*THREE[:1]), unusable=(UnreadableFile("a.yaml: no such `file`"),))

    assert "\nNot replayed\n- a.yaml: no such “file”\n" in page(run, form="text")
    for told in (page(run, form="html"), folder(run, Path("o"))[Path("o/index.html")].decode()):
        text = re.sub("<[^>]*>", "", told.partition(">Not replayed</h2>\n")[2])
        assert text.lstrip().startswith("a.yaml: no such “file”\n")


def test_no_group_has_a_page_that_a_stranger_wrote() -> None:
    run = run_of(THREE[0], THREE[1])
    hostile = '</title><script>alert("x")</script>'
    changed = tuple(
        replace(each, monitored=_under_name(each.monitored, hostile)) for each in run.groups
    )
    for told in (
        page(replace(run, groups=changed), form="html"),
        page(replace(run, groups=changed[:1]), form="html"),
    ):
        assert "<script" not in told
        assert "style=" not in told


def _under_name(monitored: MonitoredGroup, name: str) -> MonitoredGroup:
    group = _named(monitored.group, name)
    return replace(monitored, group=group, history=replace(monitored.history, group=group))


def _named(group: AuthorisedGroup, name: str) -> AuthorisedGroup:
    return replace(group, name=name, note=name, code=name)


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ("0", "fewer than 0.1"),
        ("0.010", "fewer than 0.1"),
        ("0.1", "about 0.1"),
        ("0.250", "about 0.3"),
        ("1.04", "about 1"),
        ("5.275", "about 5.3"),
        ("12.4", "about 12"),
    ],
)
def test_what_chance_puts_is_said_without_false_precision(expected: str, told: str) -> None:
    assert _format_expected(Decimal(expected)) == told


Monitor = Callable[..., Result]


@pytest.fixture
def monitor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Monitor:
    """Run the command in a folder that holds three groups' returns."""
    (tmp_path / "in").mkdir()
    for name in THREE:
        (tmp_path / "in" / f"{name}.yaml").write_bytes((RETURNS / f"{name}.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTHORISATION_RULES", str(PROJECT / "rules"))
    return lambda *args: CliRunner().invoke(
        cli, ("monitor", *args, "--format", "html"), prog_name="authorise", catch_exceptions=False
    )


def written(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def test_a_folder_has_a_page_for_each_group(monitor: Monitor, tmp_path: Path) -> None:
    result = monitor("in", "-o", "out/")

    assert (result.exit_code, result.stdout, result.stderr) == (10, "", "")
    assert written(tmp_path / "out") == sorted(["index.html", *(f"{n}.html" for n in THREE)])
    index = (tmp_path / "out/index.html").read_text()
    links = re.findall(r'<a href="(\./[^"]*)">', index)
    assert list(dict.fromkeys(links)) == [f"./{n}.html" for n in (*THREE[1:], THREE[0])]
    for name in THREE:
        assert (
            '<a href="./index.html">All groups</a>' in (tmp_path / f"out/{name}.html").read_text()
        )


def test_one_group_has_its_page_in_a_folder_that_is_there(monitor: Monitor, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    monitor(f"in/{THREE[0]}.yaml", "-o", "out")

    assert written(tmp_path / "out") == ["index.html", f"{THREE[0]}.html"]


def test_a_file_named_html_takes_them_all(monitor: Monitor, tmp_path: Path) -> None:
    monitor("in", "-o", "all.html")

    assert headings((tmp_path / "all.html").read_text()).count(2) > len(THREE)


def test_nothing_is_half_written(monitor: Monitor, tmp_path: Path) -> None:
    (tmp_path / "out" / f"{THREE[0]}.html").mkdir(parents=True)
    result = monitor("in", "-o", "out")

    assert result.exit_code == 2
    assert f"out/{THREE[0]}.html: cannot be written: there is a folder of that" in result.stderr
    assert written(tmp_path / "out") == []


@pytest.mark.parametrize("place", [f"in/{THREE[0]}.yaml", "nowhere/out"])
def test_a_place_that_is_no_folder_is_refused(monitor: Monitor, tmp_path: Path, place: str) -> None:
    before = written(tmp_path)
    result = monitor("in", "-o", place)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{place}: ")
    assert "\n  help: " in result.stderr
    assert written(tmp_path) == before


def test_of_two_files_of_one_name_the_second_has_its_folder_before_it(
    monitor: Monitor, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / f"b/{THREE[0]}.yaml").write_bytes((tmp_path / f"in/{THREE[0]}.yaml").read_bytes())
    result = monitor("in", "b", "-o", "out")

    assert result.exit_code != 2
    assert {f"{THREE[0]}.html", f"b-{THREE[0]}.html"} < {
        path.name for path in (tmp_path / "out").iterdir()
    }


def test_an_input_is_never_written_over(monitor: Monitor, tmp_path: Path) -> None:
    file = tmp_path / "in" / f"{THREE[0]}.yaml"
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"{THREE[0]}.html").symlink_to(file)
    before = file.read_bytes()
    result = monitor("in", "-o", "out")

    assert result.exit_code == 2
    assert "this file is read, so nothing is written over it" in result.stderr
    assert file.read_bytes() == before


def test_what_is_done_at_once_leaves_control_to_later(tmp_path: Path) -> None:
    text = (RETURNS / "early-warning.yaml").read_text()
    file = tmp_path / "risk.yaml"
    file.write_text(text.replace("immediate_risk: false", "immediate_risk: true"))

    printed = " ".join(CliRunner().invoke(cli, ["monitor", str(file)]).stdout.split())

    assert (
        "At once: A recovery plan that is imposed; whether it was within control is looked at "
        "afterwards, by 28 April 2014."
    ) in printed
    assert "at once;" not in printed
