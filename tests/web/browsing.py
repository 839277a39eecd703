"""Somebody at the site in Chromium, with a mouse or by the keyboard alone.

Each page that is come to is looked at: it fits the window, the browser complains of nothing, all
of it comes from the site, and after an error the focus is on the summary of errors.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from authorisation.web.settings import STATIC

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEEDS_CHROMIUM = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser to look with"),
    pytest.mark.skipif(
        not (STATIC / "nhsuk").is_dir(), reason="the style is not built: `make assets` builds it"
    ),
]
"""The marks of tests of the site in a browser."""
Demo = tuple[str, dict[str, str]]
"""Where a demonstration is served, and the passwords by user name."""

_PATIENCE = 20_000
"""How long a page may take to come, in milliseconds."""
_MOST_KEYS = 400
"""So many keys reach anything on a page."""
_NOTED = re.compile(r"the server responded with a status of 4(09|22)|Cleared data types")
"""What a browser says of a form with errors, of a refusal, and of what is forgotten on signing out."""


@dataclass(frozen=True, slots=True)
class WayOfUse:
    """How somebody uses the site."""

    name: str
    width: int = 1000
    scripts: bool = True
    keyboard: bool = False


WAYS = (
    WayOfUse("with scripts"),
    WayOfUse("without scripts", scripts=False),
    WayOfUse("390 px wide", width=390),
    WayOfUse("keyboard alone", keyboard=True),
)

_LOGGED = re.compile(
    r"\S+Z INFO authorisation\.security (signed (in|out)|sign-in failed|refused|sessions ended"
    r"|second factor added|password changed|password asked again: failed)"
    r"( (factors|reason|count|status|page)=[a-z0-9+-]+)*"
    r" account=(\d+|-) address=127\.0\.0\.1\n"
)
"""A line of the log, where nothing goes wrong by a fault of ours."""
_MARKS = """
  const marks = each => [each, ...(each.labels || [])].flatMap(of => ["", "::before"].map(part => {
    const s = getComputedStyle(of, part);
    return [s.outlineStyle, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor].join();
  })).join(";");
"""
_FOCUS = f"""target => {{
  {_MARKS}
  const at = document.activeElement, place = at.getBoundingClientRect();
  const where = at.compareDocumentPosition(target);
  return {{
    lost: at === document.body,
    html: at.cloneNode(false).outerHTML,
    kind: [at.tagName, at.type, at.className, !!at.checked].join(),
    marks: marks(at),
    shown: at.matches(":focus-visible") && place.width > 0 && place.height > 0
      && place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth,
    there: at === target,
    near: at.type === "radio" && at.name === target.name,
    past: !!(where & Node.DOCUMENT_POSITION_PRECEDING),
  }};
}}"""
"""Where the focus is, how it is marked, and where what somebody wants to reach is from there."""
_UNMARKED = f"""() => {{
  {_MARKS}
  const at = document.activeElement;
  at.blur();
  const plain = marks(at);
  at.focus();
  return plain;
}}"""
"""How the same element is marked without the focus."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demonstration, as the command serves it."""
    folder = tmp_path_factory.mktemp("demo") / "store"
    command = [sys.executable, "-m", "authorisation", "serve", str(folder), "--demo"]
    process = subprocess.Popen(
        [*command, "--listen", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True
    )
    said = ""
    assert process.stderr is not None
    for line in process.stderr:
        said += line
        if line.startswith("serving on"):
            break
    passwords = dict(re.findall(r"^  (\S+) +(\S+)$", said, re.MULTILINE))
    served = re.search(r"http://\S+:\d+", said)
    assert served is not None, said
    log: list[str] = []
    drain = Thread(target=log.extend, args=(process.stderr,))
    drain.start()
    yield served[0], passwords
    process.terminate()
    process.wait(timeout=20)
    drain.join()
    process.stderr.close()
    # whatever was typed into the site, no line has any of it
    assert [line for line in log if not _LOGGED.fullmatch(line)] == []
    assert any("signed in" in line for line in log)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class SiteUser:
    """Somebody with a browser of their own, who does what the pages offer."""

    def __init__(self, browser: Any, way: WayOfUse, address: str) -> None:
        self.way, self._address = way, address
        self._context = browser.new_context(
            viewport={"width": way.width, "height": 900}, java_script_enabled=way.scripts
        )
        self._context.set_default_timeout(_PATIENCE)
        self.page = self._context.new_page()
        self._faults: list[str] = []
        self._marked: set[str] = set()
        self.page.on("console", lambda message: self._faults.append(message.text))
        self.page.on("pageerror", lambda error: self._faults.append(str(error)))
        self._context.on("request", lambda request: self._note_request(request.url))

    def _note_request(self, url: str) -> None:
        if not url.startswith((f"{self._address}/", "data:")):
            self._faults.append(f"asks for {url}")

    def close(self) -> None:
        self._context.close()

    def opens(self, path: str) -> None:
        """Type an address of the site."""
        self.page.goto(f"{self._address}{path}")
        self._look()

    def signs_in(self, username: str, password: str) -> None:
        self.opens("/")
        self.writes("User name", username)
        self.writes("Password", password)
        self.presses("Sign in")

    def follows(self, link: str, *, number: int = 0) -> None:
        """Follow the link of that name, or another one of several."""
        self._come_by(self.page.get_by_role("link", name=link).nth(number))

    def presses(self, button: str, *, twice: bool = False) -> None:
        """Press a button, or press it twice, as fast as it goes."""
        self._come_by(
            self.page.get_by_role("button", name=button, exact=True), times=2 if twice else 1
        )

    def goes_back(self) -> None:
        """Press the browser's own button."""
        self.page.go_back()
        self._look()

    def writes(self, field: str, text: str, *, of: str = "", number: int | None = None) -> None:
        """Write into a field, in place of what stands there.

        `of` names the group that it is in, `number` says which one of several it is.
        """
        target = self._labelled(field, of)
        if number is not None:
            target = target.nth(number)
        if not self.way.keyboard:
            target.fill(text)
            return
        self._reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def writes_day(self, of: str, day: str) -> None:
        """Write a day, in the order of ISO 8601, into the three fields of a date."""
        for part, text in zip(("Year", "Month", "Day"), day.split("-"), strict=True):
            self.writes(part, text, of=of)

    def chooses(self, option: str, *, of: str = "") -> None:
        """Choose one of several, or tick a box."""
        target = self._labelled(option, of)
        if not self.way.keyboard:
            target.check()
            return
        self._reach(target)
        if not target.is_checked():
            self.page.keyboard.press("Space")
        assert target.is_checked()

    def selects(self, option: str, *, of: str) -> None:
        """Choose from the list of a field the first that has these words."""
        target = self._labelled(of, "")
        label = target.locator("option", has_text=option).first.inner_text()
        if not self.way.keyboard:
            target.select_option(label=label)
            return
        self._reach(target)
        self.page.keyboard.type(label)
        assert target.locator("option:checked").inner_text() == label

    def uploads(self, field: str, name: str, data: bytes) -> None:
        """Choose a file for a field."""
        target = self._labelled(field, "")
        with self.page.expect_file_chooser() as chooser:
            self._press(target)
        media = "application/octet-stream"
        chooser.value.set_files({"name": name, "mimeType": media, "buffer": data})

    def downloads(self, link: str) -> bytes:
        """Follow a link to a file."""
        with self.page.expect_download() as found:
            self._press(self.page.get_by_role("link", name=link).first)
        data: bytes = found.value.path().read_bytes()
        return data

    def sees(self, *texts: str) -> None:
        """Read these on the page."""
        words = " ".join(self.page.locator("main").inner_text().split())
        assert [each for each in texts if each not in words] == [], words

    def is_told(self, text: str) -> None:
        """Read in the summary what is wrong, and go from there to the field."""
        summary = self.page.locator(".nhsuk-error-summary")
        if self.way.scripts:
            assert summary.evaluate("at => at === document.activeElement")
        link = summary.get_by_role("link", name=text).first
        control = link.get_attribute("href").removeprefix("#")
        self._press(link)
        assert self.page.evaluate("document.activeElement.id") == control

    def _labelled(self, label: str, of: str) -> Any:
        where = self.page.get_by_role("group", name=of) if of else self.page
        return where.get_by_label(label, exact=True)

    def _come_by(self, target: Any, *, times: int = 1) -> None:
        if times == 1:
            with self.page.expect_navigation():
                self._press(target)
        else:
            with self.page.expect_event("load"):  # the first of two may be ended by the second
                self._press(target, times)
            if not self.way.scripts:  # with them a button takes the first alone
                self.page.wait_for_load_state("networkidle")
        self._look()

    def _press(self, target: Any, times: int = 1) -> None:
        if not self.way.keyboard:
            target.click(click_count=times)
            return
        self._reach(target)
        for _ in range(times):
            self.page.keyboard.press("Enter")

    def _reach(self, target: Any) -> None:
        """Go to an element by keys alone; on the way the focus is seen, and never lost."""
        handle = target.element_handle()
        at = self.page.evaluate(_FOCUS, handle)
        for _ in range(_MOST_KEYS):
            if at["there"]:
                return
            self.page.keyboard.press(
                "ArrowDown" if at["near"] else "Shift+Tab" if at["past"] else "Tab"
            )
            at = self.page.evaluate(_FOCUS, handle)
            self._see_focus(at)
        raise AssertionError(f"no keys reach {target}")

    def _see_focus(self, at: dict[str, Any]) -> None:
        assert not at["lost"], f"{self.page.url}: the focus is lost"
        assert at["shown"], f"{self.page.url}: the focus is not seen at {at['html']}"
        if at["kind"] not in self._marked:
            plain = self.page.evaluate(_UNMARKED)
            assert plain != at["marks"], f"nothing marks the focus at {at['html']}"
            self._marked.add(at["kind"])

    def _look(self) -> None:
        """Look at the page that came."""
        address, page = urlsplit(self.page.url).path, self.page
        assert page.locator("h1").count() == 1, address
        wide, room, focused = page.evaluate(
            "[document.documentElement.scrollWidth, innerWidth, document.activeElement.className]"
        )
        assert wide <= room, f"{address}: wider than the window"
        told = page.locator(".nhsuk-error-summary").count() == 1
        assert told == page.title().startswith("Error: "), address
        if told and self.way.scripts:
            assert focused == "nhsuk-error-summary", f"{address}: the focus is at {focused}"
        faults = [each for each in self._faults if not _NOTED.search(each)]
        assert faults == [], f"{address}: {faults}"
