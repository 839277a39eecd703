"""Pages of HTML: whole, valid, closed to the outside, and safe whatever was handed in."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import pytest

from authorisation.explain.assessment.step_tree import VERDICT_MARKS
from authorisation.model.submission import Stage
from authorisation.report.formats.text import render_text
from authorisation.report.pages.assessment import assessment_document, criteria_document
from authorisation.report.pages.submissions import UnusableFiles
from tests.expected import assert_expected
from tests.explain.building import BLANK, LARGE, SMALL, assessed, paged
from tests.report.documents import listed
from tests.report.hostile import HOSTILE, SHOWN
from tests.report.whole_pages import render_html

EXPECTED = Path(__file__).parent / "expected"
PUBLISHED = SMALL.replace("name: Little", "published_facts_only: true\nname: Little").replace(
    "registered: 70729", "registered: 71000"
)


class _Reader(HTMLParser):
    """Collects what a browser would act on, and what a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())


def pages() -> dict[str, str]:
    several = [assessed(LARGE), assessed(BLANK), assessed(SMALL)]
    full = paged(SMALL, full=True)
    decided = paged(
        PUBLISHED,
        stage=Stage.DECISION,
        as_of=date(2013, 4, 1),
        overrides={"carrier": Decimal(30000)},
    )
    return {
        "not yet": render_html([assessment_document(paged(SMALL))]),
        "nothing answered": render_html([assessment_document(paged(BLANK))]),
        "decided": render_html([assessment_document(decided)]),
        "in full": render_html([assessment_document(paged(LARGE, full=True), full=True)]),
        "a criterion": render_html([criteria_document("", [full.criteria[0]], full.header)]),
        "a list": render_html(
            [listed(several, cross_checks=["Two clash."], unusable=UnusableFiles(1, ("x",)))],
            ["index.html", "a.html", "b c.html", "../&.html"],
        ),
        "hostile": render_html([assessment_document(paged(HOSTILE, full=True), full=True)]),
        "a hostile list": render_html(
            [listed([assessed(HOSTILE)], cross_checks=["<b>=1"])],
            ["index.html", "javascript:alert(1)"],
        ),
        "a list and its pages": render_html(
            [listed(several), *(assessment_document(paged(t)) for t in (LARGE, BLANK, SMALL))]
        ),
    }


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("cannot-tell.html", lambda: render_html([assessment_document(paged(BLANK))])),
        ("decided.html", lambda: pages()["decided"]),
        ("index.html", lambda: pages()["a list"]),
    ],
)
def test_a_whole_page(name: str, made) -> None:
    _, _, body = made().partition("</head>\n")

    assert_expected(EXPECTED / name, body)


def test_the_same_assessment_gives_the_same_bytes() -> None:
    assert pages() == pages()


@pytest.mark.slow
@pytest.mark.parametrize("name", pages())
def test_a_page_is_valid(name: str) -> None:
    tree = html5lib.HTMLParser(strict=True).parse(pages()[name])

    assert [child.tag.rpartition("}")[2] for child in tree] == ["head", "body"]


@pytest.mark.parametrize("name", pages())
def test_nothing_is_loaded_and_nothing_runs(name: str) -> None:
    page = pages()[name]
    tags = _Reader(page).tags
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert {tag for tag, _ in tags}.isdisjoint(
        ("script", "link", "img", "iframe", "object", "embed", "form", "base", "svg", "video")
    )
    assert {name for _, attributes in tags for name in attributes} <= {
        *("lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "start"),
        "scope",
    }
    assert "url(" not in style
    assert "@import" not in style
    assert (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{digest}'"
        in [attributes.get("content") for _, attributes in tags]
    )
    for _, attributes in tags:
        assert attributes.get("href", "#").startswith(("#part-", "#", "./"))


@pytest.mark.parametrize("name", pages())
def test_headings_go_down_one_by_one_and_links_lead_somewhere(name: str) -> None:
    tags = _Reader(pages()[name]).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch("h[1-6]", tag)]
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len(set(ids)) == len(ids)
    for _, attributes in tags:
        href = attributes.get("href") or ""
        assert not href.startswith("#") or href[1:] in ids


@pytest.mark.parametrize("given", [SMALL, LARGE, BLANK])
def test_a_page_says_all_that_the_text_says_in_the_same_order(given: str) -> None:
    told = paged(given, full=True)
    document = assessment_document(told, full=True)
    reader = _Reader(render_html([document]))
    lines = render_text(document, width=10_000).splitlines()
    said = [_plain(line) for line in lines[lines.index("What these rules indicate") :]]
    headings = list(re.findall("<h2>(.*?)</h2>", render_html([document])))

    for line in filter(None, said):
        assert line.casefold() in reader.words.casefold()
    assert headings[1:] == [
        line for before, line in itertools.pairwise(lines) if not before and line in headings
    ]


def _plain(line: str) -> str:
    """Leave out what the two formats write differently: bullets, marks, brackets of lists."""
    bare = re.sub(r"^(- |· |[0-9]+\. )", "", line.strip()).removeprefix("So far ").rstrip(":")
    mark = re.match(f"[{''.join(VERDICT_MARKS.values())}] ", bare)
    bare = bare[2:] if mark else bare
    return bare if not re.fullmatch(r".*\([A-Z]+\): .*", bare) else bare.rpartition(": ")[0]


def test_warnings_stand_in_what_is_repeated_on_every_sheet() -> None:
    overrides = {"carrier": Decimal(30000)}
    page = render_html([assessment_document(paged(PUBLISHED, overrides=overrides))])
    running = re.search('<div class="running">(.*?)</div>', page, re.DOTALL)[1]

    assert re.findall('<p class="warn">(.*?)</p>', running) == [
        "Published facts only: not an assessment of this group.",
        "Edited rules: they are no shipped edition, and nobody has adopted them.",
        (
            "Set for this run alone: population that carries its own risk is 30,000 patients, "
            "not 100,000 patients."
        ),
    ]
    assert "This is not a decision of the Board." in running


def test_what_strangers_wrote_is_text() -> None:
    for name in ("hostile", "a hostile list"):
        page = pages()[name]
        words = _Reader(page).words

        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
        assert SHOWN in words
    assert 'href="./javascript%3Aalert%281%29"' in pages()["a hostile list"]


def test_no_score_share_or_ranking() -> None:
    assert len(pages()) == 9
    for name, page in pages().items():
        words = _Reader(page).words.replace("This is no ranking.", "")
        assert not re.search(
            r"(?i)\bscore|\brank(ed|ing)?\b|\b[0-9]+ (of|out of) [0-9]+\b", words
        ), name
