"""Every page of the site in every state that it is shown in: usable by all, to WCAG 2.2 A and AA.

Each condition of each template comes out both ways, each address is come to by everybody who may,
each form is sent with nothing in it, with what it does not want, and filled in. Of pages that
differ in their words alone, axe-core looks at the first.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings

from authorisation.casework.moves import OF_A_GROUP
from authorisation.casework.store import open_store
from authorisation.web.urls import urlpatterns
from tests.casework.conftest import template
from tests.casework.people import add_person, give_role
from tests.web import branches, scenes
from tests.web.axe import AxePage, axe_page, skips
from tests.web.conftest import SETTINGS, signed_in
from tests.web.everything import Collector
from tests.web.states import PEOPLE, every_state

pytestmark = skips
WALKERS: Final = (*sorted(set(PEOPLE) - {"assessor 2"}), "with a factor")
"""Who walks through the site: one of each role, and one who has a second factor."""
FILES: Final = {"document", "download", "download-returns"}
"""Addresses that give a file and show no page."""
LEAD_ON: Final = {"begin-watch", "sign-out", "take-up"}
"""Addresses of which the page that follows is that of another."""
STATUSES: Final = {200, 400, 403, 404, 405, 409, 413, 422, 500}
"""What a page is sent with: shown, or how it is refused."""
_CLAIMED_BY: Final = (
    '{{ control("input", "claimed-by", "Who claimed it first?", "s",'
    ' hint="Where another accepts or disputes it.") }}'
)
NEVER: Final = {
    ("assessed_domain.jinja", "{% if others %}", True): "criteria look at each question of ours",
    ("claim.jinja", _CLAIMED_BY, True): "who claimed it first may be anybody, or be left out",
    ("discharge.jinja", "{% if due %}", False): "each condition of ours has a day",
    ("discharge.jinja", "{% if requires %}", False): "each condition of ours says what it takes",
    ("letter_body.jinja", "{% if letter.sender %}", False): "each set of ours has a sender",
}
"""What no set of rules that is shipped brings about, or nothing that is sent, and why."""


def _noting() -> dict[str, Any]:
    """The settings of the site, with the branches of its templates noted."""
    (engine,) = SETTINGS["TEMPLATES"]
    options = engine["OPTIONS"] | {"environment": "tests.web.branches.noting"}
    return SETTINGS | {"SITE_DAY": scenes.DAY, "TEMPLATES": [engine | {"OPTIONS": options}]}


def _in_an_empty_store(collector: Collector) -> None:
    """Walk through a store with a person of each role and no case."""
    call_command("createcachetable")
    people = {name: role for name, role in PEOPLE.items() if role not in OF_A_GROUP}
    for name, role in people.items():
        give_role(add_person(name, f"Dr {name}"), role)
        collector.walk(f"{name} where there is nothing", signed_in(name))


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collector]:
    collector, folder = Collector(), tmp_path_factory.mktemp("stores")
    with override_settings(**_noting()):
        shutil.copytree(template(), folder / "empty")
        open_store(folder / "empty")
        _in_an_empty_store(collector)
        shutil.copytree(every_state(), folder / "full")
        open_store(folder / "full")
        scenes.add_states()
        scenes.play(collector)
        for who in WALKERS:
            collector.walk(who)
        collector.walk("", Client())
        connections.close_all()
    return collector


@pytest.fixture(scope="module")
def page() -> Iterator[AxePage]:
    with axe_page() as found:
        yield found


def test_every_address_is_come_to(collected: Collector) -> None:
    addresses = {each.name for each in urlpatterns}

    assert addresses - {each.name for each in collected.shown} == FILES | LEAD_ON
    assert addresses - collected.passed - {each.name for each in collected.shown} == set()


def test_every_way_to_be_refused_is_shown(collected: Collector) -> None:
    assert {each.status for each in collected.shown} == STATUSES


def test_every_condition_of_a_template_comes_out_both_ways(collected: Collector) -> None:  # noqa: ARG001
    assert branches.untaken() == set(NEVER)


def test_every_page_is_well_made(collected: Collector) -> None:
    assert len(collected.shown) > 1000
    assert collected.faults == {}


def test_no_two_pages_of_anybody_have_one_title(collected: Collector) -> None:
    titles: dict[tuple[str, str], set[str]] = {}
    for each in collected.shown:
        if each.status == 200 and each.how == "looked at":
            path = each.address.partition("#")[0].partition("?")[0]
            titles.setdefault((each.who, each.title), set()).add(path)

    assert titles
    assert {key: paths for key, paths in titles.items() if len(paths) > 1} == {}


def test_everybody_can_use_every_page(collected: Collector, page: AxePage) -> None:
    found: dict[str, list[str]] = {}
    for each in collected.documents.values():
        page.show(each.markup)
        found[str(each)] = page.violations()

    assert len(found) > 300
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_everybody_can_use_the_pages_without_scripts(collected: Collector, page: AxePage) -> None:
    pages = {
        frozenset(re.findall(r'data-module="([^"]+)"', each.markup)): each
        for each in collected.documents.values()
    }
    found: dict[str, list[str]] = {}
    for each in pages.values():
        page.show(re.sub(r"<script.*?</script>", "", each.markup, flags=re.DOTALL))
        assert not page.page.evaluate("document.body.matches('.js-enabled')")
        found[str(each)] = page.violations()

    assert len(found) > 10
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_the_keyboard_skips_to_what_a_page_is_about(collected: Collector, page: AxePage) -> None:
    by_name = {each.name: each for each in collected.documents.values() if each.status == 200}
    for name in ("sign-in", "home", "question"):
        page.load(by_name[name].markup)
        page.page.keyboard.press("Tab")
        assert page.page.evaluate("document.activeElement.innerText") == "Skip to main content"
        page.page.keyboard.press("Enter")
        assert page.page.evaluate("document.activeElement.id") == "maincontent"


@pytest.mark.parametrize("name", ["check", "assessed-domain", "letter"])
def test_a_page_prints_what_it_says_over_the_whole_width(
    collected: Collector, page: AxePage, name: str
) -> None:
    shown = [each for each in collected.documents.values() if each.name == name]
    page.load(max(shown, key=lambda each: len(each.markup)).markup)
    page.page.set_viewport_size({"width": 700, "height": 1000})
    page.page.emulate_media(media="print")

    assert page.page.locator("h1").is_visible()
    for left_out in (
        "header",
        ".nhsuk-back-link",
        "footer",
        "button",
        ".nhsuk-summary-list__actions",
    ):
        assert page.page.locator(left_out).filter(visible=True).count() == 0, left_out
    assert page.page.locator("main p, main dl").first.bounding_box()["width"] > 600
    page.page.emulate_media(media="null")
