"""What a reader of pages sees: contents that keep apart, and no two headings alike."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.render import render as render_document
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, monitor_files
from tests.shipped import RULES

FIXTURES = RULES.parent / "fixtures"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MEASURE = """<script>
const boxes = [...document.querySelectorAll('nav li')].map(li => li.getBoundingClientRect());
let least = 999;
for (const one of boxes) for (const other of boxes)
  if (other.left >= one.right && other.top < one.bottom && other.bottom > one.top)
    least = Math.min(least, other.left - one.right);
document.title = `apart by ${Math.round(least)}, page ${document.documentElement.scrollWidth}`;
</script>"""


def title_in_browser(page: str, folder: Path, width: int) -> str:
    """The title that a page gives itself once a browser has laid it out."""
    assert CHROMIUM is not None
    (folder / "page.html").write_text(page)
    shown = subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
            *(f"--window-size={width},900", f"--user-data-dir={folder}/profile"),
            (folder / "page.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    found = re.search(r"<title>(.*?)</title>", shown)
    return found[1] if found else ""


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no browser to look with")
@pytest.mark.parametrize("width", [1000, 700, 390])
def test_10_entries_of_the_contents_keep_apart(tmp_path: Path, width: int) -> None:
    half = str(FIXTURES / "illustrative-half-answered.yaml")
    page = CliRunner().invoke(cli, ["assess", half, "--full", "--format", "html"]).stdout
    page = re.sub(r"<meta http-equiv[^>]*>", "", page).replace("</body>", f"{MEASURE}</body>")

    title = title_in_browser(page, tmp_path, width)
    found = re.fullmatch(r"apart by (-?[0-9]+), page ([0-9]+)", title)

    assert found is not None
    assert int(found[1]) >= 30  # the mark of an entry stands in this space
    assert int(found[2]) <= max(width, 500)  # no window of this browser is narrower


NARROW = """<iframe srcdoc="{page}" style="width: 390px; height: 900px"></iframe>
<script>onmessage = message => {{ document.title = message.data }}</script>"""
REPORT = """<script>
const page = document.documentElement.scrollWidth;
const letters = document.querySelector('.chart text').getBoundingClientRect().height;
parent.postMessage(`page ${page}, letters ${Math.round(letters)}`, '*');
</script>"""


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no browser to look with")
def test_a_list_of_groups_fits_a_narrow_screen_and_its_drawings_can_be_read(tmp_path: Path) -> None:
    files = [FIXTURES / f"returns/illustrative/{n}.yaml" for n in ("early-warning", "stops-filing")]
    run = monitor_files(files, Monitoring(library=Library(RULES), second_engine=False))
    list_of_all = histories(run).listed
    assert list_of_all is not None
    page = render_document(list_of_all(), FileFormat.HTML).decode()
    page = re.sub(r"<meta http-equiv[^>]*>", "", page).replace("</body>", f"{REPORT}</body>")

    title = title_in_browser(NARROW.format(page=escape(page, quote=True)), tmp_path, 600)
    found = re.fullmatch(r"page ([0-9]+), letters ([0-9]+)", title)

    assert found is not None
    assert int(found[1]) <= 390
    assert int(found[2]) >= 11


@pytest.mark.parametrize("mixed", [False, True])
def test_10_funnels_of_several_rules_have_headings_of_their_own(mixed: bool) -> None:
    under = {
        "illustrative": ("early-warning", "management-accepted"),
        "published": ("barnet", "croydon") if mixed else (),
    }
    files = [
        FIXTURES / f"returns/{folder}/{name}.yaml"
        for folder, names in under.items()
        for name in names
    ]
    run = monitor_files(files, Monitoring(library=Library(RULES), second_engine=False))
    page = render(histories(run), FileFormat.MARKDOWN).decode()
    funnels = [line for line in page.splitlines() if "all groups by size" in line]

    assert len(set(funnels)) == len(funnels) > 1
    assert all(", under " in line for line in funnels) is mixed
