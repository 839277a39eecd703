"""axe-core over a page in Chromium, wide and narrow."""

from __future__ import annotations

import mimetypes
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from authorisation.web.settings import STATIC, STATIC_URL
from tests.docs.blocks import ROOT

sync_api = pytest.importorskip("playwright.sync_api", reason="`make test-web` installs Playwright")

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LEVELS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
WIDTHS: Final = (1000, 390)
"""In pixels: the second is a phone's."""
_SITE: Final = "http://site.test"
_RUN: Final = """async levels => {
  const found = await axe.run(document, {
    runOnly: levels, preload: false, resultTypes: ['violations', 'incomplete'],
  });
  const behind = at => {
    const colour = new axe.commons.color.Color();
    colour.parseString(getComputedStyle(at).backgroundColor);
    return colour.alpha === 1 || at === document.documentElement ? colour : behind(at.parentElement);
  };
  const isPlain = node => {
    const at = document.querySelector(node.target[0]), text = new axe.commons.color.Color();
    text.parseString(getComputedStyle(at).color);
    return axe.commons.color.getContrast(behind(at), text) >= 4.5;
  };
  const unsure = found.incomplete.flatMap(rule => rule.nodes
    .filter(node => rule.id !== 'color-contrast' || !isPlain(node))
    .map(node => [`${rule.id}, perhaps`, node.html]));
  const wrong = found.violations.flatMap(rule => rule.nodes.map(node => [rule.id, node.html]));
  return [...wrong, ...unsure].map(each => each.join(': '));
}"""
"""What axe-core finds, and what it leaves open: it measures no contrast of a single sign, nor of
what a drawn box lies over, which are measured here by the colour that stands behind them."""

skips = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser to look with"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: `make assets` installs it"),
    pytest.mark.skipif(
        not (STATIC / "nhsuk").is_dir(), reason="the style is not built: `make assets` builds it"
    ),
]


class AxePage:
    """A page of a browser in which one document is shown after the other.

    Scripts and style of the site are served from where they are built, and nothing else.
    """

    def __init__(self, page: Any) -> None:
        self.page = page
        self._number = 0
        self._markup = "<!DOCTYPE html><title>Nothing yet</title>"
        page.route(f"{_SITE}/**", self._serve)
        self.load(self._markup)
        page.evaluate(AXE.read_text("utf-8"))

    def load(self, markup: str) -> None:
        """Load a document as one comes to it by its address; axe-core is gone then."""
        self._markup = markup
        self.page.goto(f"{_SITE}/")

    def show(self, markup: str) -> None:
        """Put a document in the place of the last one, and run its scripts anew: sooner done."""
        self._number += 1
        self.page.set_content(markup.replace("site.js?", f"site.js?{self._number}&"))

    def _serve(self, route: Any) -> None:
        path = route.request.url.removeprefix(_SITE).partition("?")[0]
        if path.startswith(STATIC_URL):
            file = STATIC / path.removeprefix(STATIC_URL)
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
        else:
            route.fulfill(body=self._markup, content_type="text/html; charset=utf-8")

    def violations(self, *widths: int) -> list[str]:
        """What axe-core finds on what is shown, and where, at each width of the window."""
        found: dict[str, None] = {}
        for width in widths or WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found |= dict.fromkeys(self.page.evaluate(_RUN, LEVELS))
        return list(found)


@contextmanager
def axe_page() -> Iterator[AxePage]:
    """A browser that asks nobody but us."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield AxePage(browser.new_context(bypass_csp=True).new_page())
        browser.close()
