"""The path of an applicant in a browser: wide and narrow, with scripts and without."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from authorisation.web.settings import STATIC

sync_api = pytest.importorskip("playwright.sync_api", reason="`make test-web` installs Playwright")

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

Demo = tuple[str, dict[str, str]]

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser to look with"),
    pytest.mark.skipif(
        not (STATIC / "nhsuk").is_dir(), reason="the style is not built: `make assets` builds it"
    ),
]


LOGGED = re.compile(
    r"\S+Z INFO authorisation\.security (signed (in|out)|sign-in failed|refused|sessions ended"
    r"|second factor added|password changed|password asked again: failed)"
    r"( (factors|reason|count|status|page)=[a-z0-9+-]+)*"
    r" account=(\d+|-) address=127\.0\.0\.1\n"
)
"""A line of the log, where nothing goes wrong by a fault of ours."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Where a demonstration is served by the command, and the passwords by user name."""
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
    assert [line for line in log if not LOGGED.fullmatch(line)] == []
    assert any("signed in" in line for line in log)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Looker:
    """Looks at each page that is come to: does it fit, may everybody use it, is anything refused."""

    def __init__(self, page: Any, *, scripts: bool) -> None:
        self.page = page
        self.scripts = scripts
        self.wrong: list[str] = []
        page.on("console", lambda message: self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def look(self, heading: str) -> None:
        assert self.page.locator("h1").inner_text() == heading
        if self.scripts:
            size = "[document.documentElement.scrollWidth, window.innerWidth]"
            wide, room = self.page.evaluate(size)
            assert wide <= room, f"{heading}: wider than the window"
            if AXE.exists():
                self.page.evaluate(AXE.read_text())
                run = f"axe.run(document, {{runOnly: {LEVELS}}}).then(r => r.violations)"
                found = self.page.evaluate(run)
                assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        # A form that is sent back with errors has the status 422, which browsers note.
        noted = [each for each in self.wrong if "422" not in each]
        assert noted == []


GROUP = "Imaginary Far Fell (illustrative)"
SIZE = "How many patients are registered with your practices?"


def sign_in(page: Any, demo: Demo, username: str) -> None:
    page.goto(demo[0])
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(demo[1][username])
    page.get_by_role("button", name="Sign in").click()


def answer_a_question(page: Any, looker: Looker) -> None:
    page.get_by_role("link", name="Budget and financial risk").click()
    looker.look("Budget and financial risk")
    page.get_by_role("link", name="registered patients").first.click()
    looker.look(SIZE)
    page.get_by_label(SIZE).fill("70,729")
    page.get_by_role("button", name="Save and continue").click()
    looker.look(SIZE)
    page.get_by_role("link", name="“70,729” is not a number").click()
    if looker.scripts:
        assert page.evaluate("document.activeElement.id") == "answer-text"
    page.get_by_label(SIZE).fill("70729")
    page.get_by_label("Name or number of the document").fill("List sizes")
    page.get_by_role("button", name="Save and continue").click()
    looker.look(
        "Which signed agreement sets up the pool that shares your financial risk with others?"
    )
    page.go_back()
    looker.look(SIZE)
    page.go_forward()
    page.get_by_role("textbox").first.fill("")
    page.get_by_label("There is no pool").check()
    page.get_by_role("button", name="Save and continue").click()


def add_an_entry(page: Any, looker: Looker) -> None:
    page.goto(page.url.rpartition("/")[0] + "/board")
    looker.look(page.locator("h1").inner_text())
    page.get_by_role("button", name=re.compile("Add ")).click()
    looker.look(page.locator("h1").inner_text())
    page.get_by_role("textbox").first.fill("Dr Ash")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove (Dr Ash)").last.click()
    looker.look("Remove Dr Ash?")
    page.get_by_role("link", name="Keep it").click()
    page.get_by_label("These are all").check()
    page.get_by_role("button", name="Save and continue").click()


@pytest.mark.parametrize("width", [1000, 390])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_applicant_answers_and_submits(
    chromium: Any, demo: Demo, width: int, scripts: bool
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    looker = Looker(page, scripts=scripts)
    page.goto(demo[0])
    looker.look("Sign in")
    sign_in(page, demo, "signatory")
    looker.look("Applications")
    page.get_by_role("link", name=GROUP).click()
    looker.look(GROUP)
    case = page.url
    answer_a_question(page, looker)
    add_an_entry(page, looker)

    page.goto(case)
    page.get_by_role("link", name="What your answers indicate").click()
    looker.look("What your answers indicate")
    page.get_by_role("link", name="Go to the task list").click()
    page.get_by_role("link", name="Check your answers and submit").click()
    looker.look("Check your answers")
    assert "70,729 patients" in page.locator("main").inner_text()
    page.get_by_role("button", name="Continue to submit").click()
    looker.look("Submit your application")
    page.get_by_role("button", name="Submit").click()
    looker.look("Submit your application")
    page.get_by_label("declare").check()
    page.get_by_role("button", name="Submit").click()
    looker.look("Application submitted")
    context.close()


@pytest.mark.parametrize("width", [1000, 390])
def test_an_assessor_reads_and_checks(chromium: Any, demo: Demo, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    looker = Looker(page, scripts=True)
    sign_in(page, demo, "assessor")
    looker.look("Applications")
    group = "Imaginary Long Shore (illustrative)"
    page.get_by_role("link", name=group).click()
    looker.look(group)
    if page.get_by_role("button", name="Begin to assess").count():
        page.get_by_role("button", name="Begin to assess").click()
        looker.look(group)
    page.get_by_role("link", name="What the rules indicate").click()
    looker.look("What the rules indicate")
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Budget and financial risk").click()
    looker.look("Budget and financial risk")
    page.get_by_role("link", name=re.compile("^(Record|Change)")).first.click()
    looker.look(page.locator("h1").inner_text())
    page.get_by_label("Checked, and in order").check()
    page.get_by_label("Document that you read").fill("")
    page.get_by_role("button", name="Save").click()
    looker.look(page.locator("h1").inner_text())
    page.get_by_label("Document that you read").fill("List sizes")
    page.get_by_label("Why?").fill("Seen")
    page.get_by_role("button", name="Save").click()
    looker.look("Budget and financial risk")
    assert "Checked: Seen" in page.locator("main").inner_text()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Declare an interest").click()
    looker.look("Declare an interest")
    context.close()


def check_size(page: Any, case: str, grade: str) -> None:
    page.goto(f"{case}/assessed/answers/population.registered")
    page.get_by_label(grade).check()
    page.get_by_label("Document that you read").fill("List sizes")
    page.get_by_label("Why?").fill("Read")
    page.get_by_role("button", name="Save").click()


def test_a_panel_settles_and_somebody_else_decides(chromium: Any, demo: Demo) -> None:
    group = "Imaginary Stone Bridge (illustrative)"
    contexts, lookers = [], {}
    for name in ("assessor", "second-assessor", "panel-member", "decider"):
        contexts.append(chromium.new_context(viewport={"width": 390, "height": 900}))
        contexts[-1].set_default_timeout(10_000)
        page = contexts[-1].new_page()
        lookers[name] = Looker(page, scripts=True)
        sign_in(page, demo, name)
        page.get_by_role("link", name=group).click()
    case = lookers["assessor"].page.url
    lookers["assessor"].page.get_by_role("button", name="Begin to assess").click()
    check_size(lookers["assessor"].page, case, "Checked, and in order")
    check_size(lookers["second-assessor"].page, case, "Not accepted")

    panel = lookers["panel-member"]
    panel.page.goto(case)
    panel.page.get_by_role("button", name="Settle what assessors differ on").click()
    panel.look("Settle what assessors differ on")
    panel.page.get_by_role("button", name="Save").click()
    panel.look("Settle what assessors differ on")
    panel.page.get_by_label("checked", exact=True).check()
    panel.page.get_by_label("Document that the panel read").fill("List sizes")
    panel.page.get_by_label("Why?").fill("Read together")
    panel.page.get_by_label("Finn Fisher").check()
    panel.page.get_by_role("button", name="Save").click()
    panel.page.get_by_role("button", name="Propose an outcome").click()
    panel.look("Propose an outcome")
    panel.page.get_by_role("button", name="Propose").click()
    panel.look("Propose an outcome")
    panel.page.get_by_label("Developmental track", exact=True).check()
    panel.page.get_by_label("Why?").fill("As indicated")
    panel.page.get_by_role("button", name="Propose").click()
    panel.look(group)

    decider = lookers["decider"]
    decider.page.goto(case)
    decider.page.get_by_role("button", name="Decide").click()
    decider.look("Decide")
    decider.page.get_by_label("Developmental track", exact=True).check()
    decider.page.get_by_label("Why?").fill("As proposed")
    decider.page.get_by_role("button", name="Continue to the letter").click()
    decider.look("The letter that would go out")
    decider.page.get_by_role("button", name="Decide").click()
    decider.look(group)
    assert "Decided" in decider.page.locator("main").inner_text()
    for context in contexts:
        context.close()


def test_a_list_prints_from_its_first_page_on_without_addresses_and_controls(
    chromium: Any, demo: Demo
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, demo, "case-manager")
    page.emulate_media(media="print")
    printed = []
    for path in ("/", "/diary", "/returns"):
        page.goto(f"{demo[0]}{path}")
        printed.append(page.evaluate(_PRINTED))
    context.close()

    assert printed == [["none", "auto", 0]] * 3


_PRINTED = """() => [
  getComputedStyle(document.querySelector("main table a"), "::after").content,
  getComputedStyle(document.querySelector("main table")).breakInside,
  [...document.querySelectorAll(".site-screen, main button")].filter(e => e.offsetParent).length,
]"""
"""What follows a link, whether a table may go over a page, and how many controls are printed."""


@pytest.mark.parametrize("width", [1000, 390])
def test_a_case_manager_opens_sends_and_watches(chromium: Any, demo: Demo, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    looker = Looker(page, scripts=True)
    sign_in(page, demo, "case-manager")
    page.get_by_role("link", name="Open a case").click()
    looker.look("Open a case")
    page.get_by_role("button", name="Open the case").click()
    looker.look("Open a case")
    page.get_by_label("Which group is it?").select_option("new")
    page.get_by_label("Name of the group").fill(f"Imaginary Weir {width}")
    page.get_by_label("By which rules").select_option("gpcc-2010")
    page.get_by_role("button", name="Open the case").click()
    looker.look("Who signs for the group?")
    page.get_by_label("User name of the first signatory").fill("signatory")
    page.get_by_role("button", name="Save").click()
    send_the_letter(page, looker, demo)
    watch(page, looker, demo)
    context.close()


def send_the_letter(page: Any, looker: Looker, demo: Demo) -> None:
    page.goto(demo[0])
    page.get_by_role("link", name="Imaginary Open Door Practices").click()
    if page.get_by_role("link", name="Look at the letter and send it").count():
        page.get_by_role("link", name="Look at the letter and send it").click()
        looker.look("Decision on your application")
        page.get_by_role("button", name="Send the letter").click()
    else:
        page.get_by_role("link", name="The decision and the letter").click()
    looker.look("Decision on your application")
    with page.expect_download() as letter:
        page.get_by_role("link", name="Download the letter (PDF)").click()
    assert letter.value.path().read_bytes().startswith(b"%PDF-")


def watch(page: Any, looker: Looker, demo: Demo) -> None:
    page.goto(demo[0])
    page.get_by_role("link", name="Conditions and returns of all groups").click()
    looker.look("Conditions and returns")
    page.get_by_label("Show").select_option("overdue")
    page.get_by_role("button", name="Show").click()
    looker.look("Conditions and returns")
    page.get_by_role("link", name="Imaginary Green Lane").first.click()
    looker.look("Conditions and returns")
    page.get_by_role("link", name="Say that it is met").first.click()
    looker.look("A condition is met")
    page.get_by_role("button", name="Save").click()
    looker.look("A condition is met")
    page.get_by_label("Document that you read").fill("Terms of reference")
    page.get_by_label("Why does it show").fill("Signed")
    for part, text in (("Day", "2"), ("Month", "1"), ("Year", "2013")):
        page.get_by_label(part, exact=True).fill(text)
    page.get_by_role("button", name="Save").click()
    looker.look("Conditions and returns")
    assert "Met on 2 January 2013" in page.locator("main").inner_text()
    page.get_by_role("link", name="What the returns come to").click()
    looker.look("After authorisation")
    assert page.locator("svg.chart").count() == 2
    page.get_by_role("button", name="Record what was done").click()
    looker.look("What was done?")
    page.get_by_role("button", name="Save").click()
    looker.look("What was done?")


@pytest.mark.parametrize("width", [1000, 390])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_signatory_types_in_a_return(
    chromium: Any, demo: Demo, width: int, scripts: bool
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    looker = Looker(page, scripts=scripts)
    sign_in(page, demo, "signatory")
    page.get_by_role("link", name="Imaginary Green Lane").click()
    looker.look("Imaginary Green Lane (illustrative)")
    page.get_by_role("link", name="Conditions and returns").click()
    page.goto(page.url.replace("/watch", "/returns/new"))
    looker.look("Type in a return")
    page.get_by_role("button", name="Continue").click()
    looker.look("Type in a return")
    page.locator("input[type=radio]").last.check()
    page.get_by_label("Why is it corrected?").fill("A slip")
    page.get_by_role("button", name="Continue").click()
    looker.look(page.locator("h1").inner_text())
    page.get_by_role("textbox").fill("much")
    page.get_by_role("button", name="Save and continue").click()
    looker.look(page.locator("h1").inner_text())
    page.get_by_role("textbox").fill(f"412500{width}")
    page.get_by_role("button", name="Save and check the return").click()
    looker.look(page.locator("h1").inner_text())
    page.get_by_role("button", name="File the return").click()
    looker.look("Conditions and returns")
    assert "Return of" in page.locator("main").inner_text()
    page.get_by_role("link", name="uploaded as a workbook").click()
    looker.look("Upload returns")
    context.close()


@pytest.mark.parametrize("width", [1000, 390])
def test_a_policy_lead_compares(chromium: Any, demo: Demo, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    looker = Looker(page, scripts=True)
    sign_in(page, demo, "policy-lead")
    page.get_by_role("link", name="Hold a proposal").click()
    looker.look("Who would come out otherwise?")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("The rules as they are").select_option("gpcc-2010")
    page.get_by_label("The proposal").select_option("same")
    page.get_by_role("button", name="Continue").click()
    looker.look("Which figure is another?")
    page.get_by_label("Figure").select_option("self_pooling_population")
    page.get_by_label("Its value in the proposal").fill("40000")
    page.get_by_role("button", name="Compare").click()
    looker.look("Who would come out otherwise")
    with page.expect_download() as found:
        page.get_by_role("link", name="Download this list (CSV)").click()
    assert found.value.path().read_text("utf-8-sig").startswith("Group,Code,Outcome before")
    context.close()


def test_the_keyboard_alone_answers_a_question(chromium: Any, demo: Demo) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(demo[0])
    for text in ("signatory", demo[1]["signatory"]):
        while not page.evaluate("document.activeElement.matches('input')"):
            page.keyboard.press("Tab")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo[0]}/")
    page.get_by_role("link", name=GROUP).press("Enter")
    page.wait_for_url("**/cases/*")
    question = page.url + "/questions/governance.senate"
    page.goto(question)
    while page.evaluate("document.activeElement.type") != "radio":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != question)
    page.goto(question)
    assert page.locator("input[type=radio]:checked").count() == 1
    context.close()


def test_somebody_ends_a_session_elsewhere(chromium: Any, demo: Demo) -> None:
    contexts = [chromium.new_context(viewport={"width": 390, "height": 900}) for _ in range(2)]
    page, elsewhere = [each.new_page() for each in contexts]
    looker = Looker(page, scripts=True)
    for each in (page, elsewhere):
        sign_in(each, demo, "applicant")
    page.get_by_role("link", name="applicant", exact=True).click()
    looker.look("Your account")
    page.get_by_role("link", name="Where you are signed in").click()
    looker.look("Where you are signed in")
    page.get_by_role("button", name="Sign them out").click()
    page.get_by_role("link", name="This is not your password").click()
    looker.look("Where you are signed in")
    page.get_by_label("Your password").fill(demo[1]["applicant"])
    page.get_by_role("button", name="Sign them out").click()
    looker.look("Where you are signed in")
    assert "You are signed in nowhere else." in page.locator("main").inner_text()

    elsewhere.reload()
    assert elsewhere.locator("h1").inner_text() == "Sign in"
    for each in contexts:
        each.close()
