"""Each role's whole job, from a blank application to a return that is filed, in four ways."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="`make test-web` installs Playwright")

from tests.web.browsing import (
    NEEDS_CHROMIUM,
    WAYS,
    Demo,
    SiteUser,
    WayOfUse,
    chromium,  # noqa: F401 - a fixture
    demo,  # noqa: F401 - a fixture
)
from tests.web.test_second_factor import code_of
from tests.web.test_workbook import filled

pytestmark = NEEDS_CHROMIUM

RULES = "(statutory-2012)"
OWN = "three words that {} thought of"
OUTCOME = "May still be granted with conditions or directions, or refused"
PDF = b"%PDF-1.7 the register"
CHECKED, NOT_ACCEPTED = "Checked, and in order", "Not accepted: it counts as not answered"
DECLARED = (
    "I, Ben Baker, declare for the group that these answers are true as far as we know, and that"
    " the documents named exist."
)
ROUND = [
    ("Submitted", "Ben Baker"),
    ("Taken up", "Cara Cooper"),
    *[("Assessed", "Cara Cooper")] * 2,
    *[("Assessed", "Dan Draper")] * 2,
]
EVENTS = [
    ("Opened", "Hal Hunter"),
    ("Uploaded", "Nia Nash"),
    *ROUND,
    *ROUND,
    ("Moderated", "Eve Ellis"),
    ("Proposed", "Eve Ellis"),
    ("Decided", "Omar Nash"),
    ("Letter sent", "Hal Hunter"),
    ("Returns filed", "Hal Hunter"),
    ("Condition met", "Hal Hunter"),
    *[("Returns filed", "Ben Baker")] * 2,
    ("Returns filed", "Hal Hunter"),
]
"""What is done of a case and by whom, each once, though buttons are pressed twice."""


class Cast:
    """The people of one way to use the site, each with a browser, and their group."""

    def __init__(self, browser: Any, demo: Demo, way: WayOfUse) -> None:  # noqa: F811
        self.way, self.number = way, WAYS.index(way)
        self.group = f"NHS Imaginary Weir {self.number} Clinical Commissioning Group"
        self._browser, (self._address, self.passwords) = browser, demo
        self._people: dict[str, SiteUser] = {}

    def __getitem__(self, username: str) -> SiteUser:
        """Somebody who is signed in."""
        if username not in self._people:
            self.arrives(username).signs_in(username, self.passwords[username])
        return self._people[username]

    def arrives(self, username: str) -> SiteUser:
        """Somebody with a browser, who is not signed in."""
        self._people[username] = SiteUser(self._browser, self.way, self._address)
        return self._people[username]

    def at_case(self, username: str) -> SiteUser:
        """Somebody at the page of the case."""
        self[username].opens("/")
        self[username].follows(self.group)
        return self[username]

    def leave(self) -> None:
        for each in self._people.values():
            each.close()


@pytest.mark.parametrize("way", WAYS, ids=[way.name for way in WAYS])
def test_from_a_blank_application_to_a_return(chromium: Any, demo: Demo, way: WayOfUse) -> None:  # noqa: F811
    cast = Cast(chromium, demo, way)
    a_case_manager_opens_a_case(cast)
    an_administrator_makes_accounts(cast)
    an_applicant_answers(cast)
    a_workbook_answers_the_rest(cast)
    a_signatory_submits(cast)
    assessors_judge_by_themselves(cast)
    an_applicant_answers_a_further_round(cast)
    a_panel_settles_and_proposes(cast)
    a_policy_lead_compares(cast)
    somebody_else_decides(cast)
    a_case_manager_sends_the_letter(cast)
    a_condition_is_discharged(cast)
    a_group_files_returns(cast)
    a_case_manager_watches(cast)
    an_auditor_verifies(cast)
    what_is_lost_or_done_is_taken_away(cast)
    cast.leave()


def a_case_manager_opens_a_case(cast: Cast) -> None:
    manager = cast["case-manager"]
    manager.follows("Open a case")
    manager.presses("Open the case")
    manager.is_told("Choose a group")
    manager.selects("A new group", of="Which group is it?")
    manager.writes("Name of the group", cast.group)
    manager.writes("Code, if it has one", f"W{cast.number}")
    manager.selects(RULES, of="By which rules is it assessed?")
    manager.writes_day("For which day?", "2012-10-01")
    manager.presses("Open the case")
    manager.writes("User name of the first signatory", "signatory")
    manager.presses("Save")
    manager.sees("The group has not submitted its application yet.")


def an_administrator_makes_accounts(cast: Cast) -> None:
    for name, role, group in (("Nia", "Applicant", cast.group), ("Omar", "Decider", "")):
        username = f"{name.lower()}-{cast.number}"
        admin = cast["administrator"]
        admin.opens("/")
        admin.follows("People")
        admin.follows("Add somebody")
        admin.presses("Add")
        admin.is_told("Write a user name")
        admin.writes("Name", f"{name} Nash {cast.number}")
        admin.writes("User name", username)
        admin.presses("Add")
        given = admin.page.locator("code").inner_text()
        admin.follows("Go on to the account")
        admin.follows("Give a role")
        admin.chooses(role)
        if group:
            admin.presses("Give the role")
            admin.is_told("Choose the group")
            admin.selects(group, of="Of which group?")
        admin.presses("Give the role")
        admin.sees(role, group)
        first_sign_in(cast, username, given)


def first_sign_in(cast: Cast, username: str, given: str) -> None:
    own = cast.passwords[username] = OWN.format(username)
    person = cast.arrives(username)
    person.signs_in(username, given)
    person.sees("Somebody else gave you the password")
    for again in ("another", own):
        person.writes("The password that you have", given)
        person.writes("New password", own)
        person.writes("The new password once more", again)
        person.presses("Change the password")
        if again != own:
            person.is_told("The two are not the same")
    person.sees("Applications")


def an_applicant_answers(cast: Cast) -> None:
    nia = cast.at_case(f"nia-{cast.number}")
    nia.sees("0 of 44 questions answered.")
    nia.follows("The grounds of section 14C(2)")
    nia.follows("Answer Number of applicants")
    asked = "How many providers of primary medical services make this application?"
    nia.writes(asked, "seven")
    nia.writes("Name or number of the document", "The register")
    nia.presses("Save and continue")
    nia.is_told("“seven” is not a number")
    nia.writes(asked, "7")
    nia.uploads("Upload the document", "register.pdf", PDF)
    nia.presses("Save and continue")

    nia.sees("Which areas does the group cover?")
    nia.writes("One on each line", f"E0600000{cast.number}")
    nia.chooses("These are all")
    nia.goes_back()
    assert nia.page.get_by_label(asked).input_value() == "7"
    nia.presses("Save and continue")
    nia.writes("One on each line", f"E0600000{cast.number}")
    nia.chooses("These are all")
    nia.presses("Save and continue")
    nia.writes("Who is, or will be, the accountable officer?", "Dr Ada Ash")
    nia.presses("Save and continue")
    an_applicant_lists(nia)
    nia.follows("Answer The terms of the remuneration committee")
    nia.chooses("There is no remuneration committee")
    nia.presses("Save and continue")
    nia.chooses("We do not know yet")
    nia.presses("Save and continue")
    nia.follows("Back")
    nia.sees("There is no remuneration committee")

    nia.follows("What your answers indicate")
    nia.follows("What would follow at the decision")
    nia.follows("Back")
    nia.follows("Go to the task list")


def an_applicant_lists(nia: SiteUser) -> None:
    """Add two people to the governing body, change one, and remove the other."""
    nia.sees("Nothing is entered yet.")
    nia.presses("Add the first one")
    nia.chooses("Other", of="In what capacity?")
    nia.writes("Name", "Ms Bea Bell")
    nia.writes_day("When appointed?", "2012-02-31")
    nia.presses("Save")
    nia.is_told("2012-02-31")
    nia.writes_day("When appointed?", "2012-02-29")
    nia.presses("Save")
    nia.presses("Add another")
    nia.writes("Name", "Mr Cy Cole")
    nia.presses("Save")
    nia.follows("Change (Ms Bea Bell)")
    nia.chooses("Nurse", of="In what capacity?")
    nia.presses("Save")
    nia.follows("Remove (Mr Cy Cole)")
    nia.follows("Keep it")
    nia.follows("Remove (Mr Cy Cole)")
    nia.presses("Remove")
    nia.chooses("These are all")
    nia.presses("Save and continue")
    nia.follows("Back")
    nia.sees("Ms Bea Bell")


def a_workbook_answers_the_rest(cast: Cast) -> None:
    nia = cast[f"nia-{cast.number}"]
    nia.follows("in a workbook")
    data = nia.downloads("Download the workbook")
    nia.presses("Upload")
    nia.is_told("Choose a file")
    answers = {"population.registered": 70729, "application.name": cast.group}
    for patients in ("many", 70729):
        book = filled(data, {**answers, "population.registered": patients})
        nia.uploads("The filled workbook (.xlsx)", "ours.xlsx", book)
        nia.presses("Upload")
        if patients == "many":
            nia.is_told("“many” is not a number")
    nia.follows("The documents that you uploaded")
    assert nia.downloads("The register") == PDF
    nia.follows("Back")
    nia.follows("Check your answers and submit")
    nia.sees("70,729 patients", "A signatory of your group submits the application.")


def a_signatory_submits(cast: Cast) -> None:
    ben = cast.at_case("signatory")
    ben.follows("Check your answers and submit")
    ben.presses("Continue to submit")
    ben.presses("Submit")
    ben.is_told("Tick the box")
    ben.chooses(DECLARED)
    ben.presses("Submit", twice=True)
    ben.sees("Application submitted")
    ben.goes_back()
    ben.chooses(DECLARED)
    ben.presses("Submit")
    ben.sees("Application submitted")
    ben.goes_back()
    ben.follows("Back")
    ben.presses("Continue to submit")
    ben.chooses(DECLARED)
    ben.presses("Submit")
    ben.sees("the answers and documents that were submitted last")
    ben.follows("Back")


def assessors_judge_by_themselves(cast: Cast) -> None:
    """Two check an answer, and grade a ground, each without seeing what the other found."""
    for name, checked, grade in (
        ("assessor", CHECKED, "Not satisfied: not met"),
        ("second-assessor", NOT_ACCEPTED, "Satisfied: met"),
    ):
        person = cast.at_case(name)
        if name == "assessor":
            person.presses("Begin to assess", twice=True)
        person.follows("What the rules indicate")
        person.follows("Back")
        person.follows("The grounds of section 14C(2)")
        assert person.downloads("The register") == PDF
        assert "found it" not in person.page.content()
        person.follows("Record Number of applicants")
        person.writes("Why?", f"As {name} found it")
        person.presses("Save")
        person.is_told("Choose what you find")
        person.chooses(checked)
        person.presses("Save")
        person.sees(f": As {name} found it")
        person.follows("Record Your grade", number=2)
        person.chooses(grade)
        person.presses("Save")
        person.is_told("Say why")
        person.writes("Why?", f"As {name} weighs it")
        person.presses("Save")
        person.sees(f"As {name} weighs it")
        person.follows("Back")
        person.sees("2 recorded by you")


def an_applicant_answers_a_further_round(cast: Cast) -> None:
    nia = cast.at_case(f"nia-{cast.number}")
    nia.follows("The application and the constitution")
    nia.presses("Start")
    nia.presses("Save and continue")
    nia.writes_day("On what day was the application made?", "2012-09-28")
    nia.presses("Save and continue")
    ben = cast.at_case("signatory")
    ben.follows("What changed since of submission 1")
    ben.sees("28 September 2012")
    ben.follows("Back")
    ben.follows("Check your answers and submit")
    ben.presses("Continue to submit")
    ben.chooses(DECLARED)
    ben.presses("Submit")
    ben.follows("Back")
    ben.sees("Submission 2")
    ann = cast.at_case("assessor")
    ann.follows("What changed")
    ann.sees("28 September 2012")
    assessors_judge_by_themselves(cast)


def a_panel_settles_and_proposes(cast: Cast) -> None:
    """A panel settles what assessors differ on, departs from a criterion, and proposes."""
    eve = cast.at_case("panel-member")
    eve.presses("Settle what assessors differ on")
    eve.presses("Save")
    eve.is_told("Say who sat with you")
    eve.chooses("Finn Fisher")
    eve.chooses("checked")
    eve.chooses("not satisfied")
    eve.presses("Save")
    eve.is_told("Say why")
    eve.writes("Document that the panel read", "The register")
    for number in range(2):
        eve.writes("Why?", "Read together", number=number)
    eve.presses("Save", twice=True)
    eve.sees("Moderated")
    eve.presses("Propose an outcome")
    eve.presses("Add a departure")
    eve.presses("Propose")
    eve.is_told("Choose an outcome")
    eve.chooses(OUTCOME)
    eve.writes("Why?", "As the rules indicate")
    eve.selects("GB-SIZE", of="Which criterion?")
    eve.presses("Propose")
    eve.is_told("Choose what is decided in its place")
    eve.chooses("Met")
    eve.writes("Why does it depart?", "Two more are named by now")
    eve.presses("Propose", twice=True)
    eve.sees("Proposed", OUTCOME, "Eve Ellis")


def a_policy_lead_compares(cast: Cast) -> None:
    ivy = cast["policy-lead"]
    ivy.opens("/")
    ivy.follows("Hold a proposal")
    ivy.presses("Continue")
    ivy.is_told("Choose the rules")
    ivy.selects("(statutory-2012)", of="The rules as they are")
    ivy.selects("with another figure", of="The proposal")
    ivy.presses("Continue")
    ivy.presses("Compare")
    ivy.is_told("Choose a figure")
    ivy.selects("governing body", of="Figure")
    ivy.writes("Its value in the proposal", "1")
    ivy.presses("Compare")
    ivy.sees(cast.group)
    assert cast.group in ivy.downloads("Download this list (CSV)").decode("utf-8-sig")


def somebody_else_decides(cast: Cast) -> None:
    """A decider adds a second factor, signs in with it, and decides once what is proposed."""
    name = f"omar-{cast.number}"
    omar = cast[name]
    omar.follows(name)
    omar.follows("Add a second factor")
    secret = omar.page.locator("code").inner_text().replace(" ", "")
    omar.presses("Add it")
    omar.is_told("This is not the code that the app shows")
    omar.writes("Code that the app shows", code_of(secret, -1))
    omar.presses("Add it")
    omar.presses("Sign out")
    omar.signs_in(name, cast.passwords[name])
    omar.presses("Sign in")
    omar.is_told("code")
    omar.writes("Code that your authenticator app shows", code_of(secret))
    omar.presses("Sign in")
    omar.follows(cast.group)
    omar.presses("Decide")
    omar.follows("What the rules indicate, and why")
    omar.goes_back()
    omar.presses("Continue to the letter")
    omar.is_told("Choose an outcome")
    omar.chooses(OUTCOME)
    omar.presses("Continue to the letter")
    omar.sees("A draft", "The letter that would go out", "decided this on")
    omar.presses("Change it first")
    omar.presses("Continue to the letter")
    omar.presses("Decide", twice=True)
    omar.sees("Decided", OUTCOME, "Omar Nash")
    omar.goes_back()
    omar.follows("Back")
    omar.sees("This cannot be done")
    omar.follows("Back")
    omar.sees("Decided", OUTCOME, "Omar Nash")


def a_case_manager_sends_the_letter(cast: Cast) -> None:
    hal = cast.at_case("case-manager")
    hal.follows("Look at the letter and send it")
    hal.sees("Not sent yet: the group does not see it.", OUTCOME)
    assert hal.downloads("Look at it as a PDF").startswith(b"%PDF-")
    hal.presses("Send the letter", twice=True)
    sent = hal.downloads("Download the letter (PDF)")
    nia = cast.at_case(f"nia-{cast.number}")
    nia.follows("The decision and the letter")
    assert nia.downloads("Download the letter (PDF)") == sent


def a_condition_is_discharged(cast: Cast) -> None:
    hal = cast.at_case("case-manager")
    hal.follows("Conditions and returns")
    hal.presses("Begin to watch returns", twice=True)
    hal.follows("Say that it is met")
    hal.presses("Save")
    hal.is_told("Name the document that shows it")
    hal.writes("Document that you read", "The constitution")
    hal.writes("Why does it show that the condition is met?", "It says so")
    hal.writes_day("Met since which day?", "2013-01-02")
    hal.presses("Save", twice=True)
    hal.sees("Met on 2 January 2013. The constitution: It says so")


def a_group_files_returns(cast: Cast) -> None:
    """Upload a return as a workbook, and type a correction of it."""
    ben = cast.at_case("signatory")
    ben.follows("Conditions and returns")
    ben.follows("uploaded as a workbook")
    data = ben.downloads("Download the returns so far")
    ben.presses("Upload")
    ben.is_told("Choose a file")
    spent = {"in_year.budget_to_date": 41_250_000, "in_year.variance_to_date": 400_000}
    book = filled(data, {"[return.received_on]": date(2013, 4, 20), **spent})
    ben.uploads("The file of returns (.xlsx or .yaml)", "returns.xlsx", book)
    ben.presses("Upload")
    ben.sees("The return of 2013-14 Q1 is filed, with 2 answers")
    ben.presses("File these returns", twice=True)

    ben.follows("What the returns come to")
    ben.follows("Back")
    ben.follows("typed in or corrected")
    ben.chooses("A correction of 2013-14 Q1")
    ben.presses("Continue")
    ben.is_told("Say why it is corrected")
    ben.writes("Why is it corrected?", "A slip")
    ben.presses("Continue")
    asked = ben.page.locator("h1").inner_text()
    ben.writes(asked, "much")
    ben.presses("Save and continue")
    ben.is_told("“much” is not a number")
    ben.writes(asked, "41250500")
    ben.presses("Save and continue")
    ben.presses("Save and check the return")
    ben.sees("£41,250,500")
    ben.presses("File the return", twice=True)
    ben.sees("Conditions and returns")


def a_case_manager_watches(cast: Cast) -> None:
    """Record what was done, and look at the diary and the returns of all groups."""
    hal = cast.at_case("case-manager")
    hal.follows("What the returns come to")
    hal.presses("Record what was done")
    hal.presses("Save")
    hal.is_told("Choose what was done")
    hal.chooses("The group was put in: information required")
    hal.writes_day("On which day?", "2013-04-22")
    hal.writes("Why?", "To understand the overspend")
    hal.presses("Save", twice=True)
    hal.sees("To understand the overspend")
    hal.opens("/")
    hal.follows("Conditions and returns of all groups")
    hal.selects("Conditions that are met", of="Show")
    hal.presses("Show")
    hal.sees(cast.group, "Met on 2 January 2013")
    assert cast.group in hal.downloads("Download this list (CSV)").decode("utf-8-sig")
    hal.follows("Back")
    hal.follows("Returns that were filed")
    hal.sees(cast.group, "Corrected: A slip")


def an_auditor_verifies(cast: Cast) -> None:
    jon = cast.at_case("auditor")
    jon.follows("Events of this case")
    cells = jon.page.get_by_role("cell")
    said = cells.evaluate_all(
        """all => all.map(each => [...each.childNodes]
            .filter(of => !(of.className || "").includes("heading"))
            .map(of => of.textContent).join("").trim())"""
    )
    by = [each.removesuffix(f" {cast.number}") for each in said[2::4]]
    assert list(zip(said[1::4], by, strict=True))[::-1] == EVENTS
    jon.follows("Events of the whole store")
    assert b"Letter sent" in jon.downloads("Download this list (CSV)")
    jon.follows("Verify that nothing was changed")
    jon.presses("Verify")
    jon.sees("all as signed.")
    head = jon.page.locator(".hash").inner_text()
    jon.writes("A head, if you have one", "nonsense")
    jon.presses("Verify again")
    jon.is_told("head")
    jon.writes("A head, if you have one", head)
    jon.presses("Verify")
    jon.sees("all as signed.")


def what_is_lost_or_done_is_taken_away(cast: Cast) -> None:
    """A lost password and factor, an account, and a name that is erased for good."""
    kim = cast["administrator"]
    kim.opens("/people")
    kim.follows(f"Omar Nash {cast.number}")
    kim.follows("Make a new password")
    kim.presses("Make a new password")
    given = kim.page.locator("code").inner_text()
    kim.follows("Go on to the account")
    kim.follows("Take the second factor away")
    kim.presses("Take the second factor away")
    first_sign_in(cast, f"omar-{cast.number}", given)
    kim.follows("Close the account")
    kim.presses("Close the account")
    kim.sees("Closed")
    hal = cast.at_case("case-manager")
    hal.follows("Erase personal answers")
    hal.presses("Erase for good")
    hal.is_told("Choose what is to be erased")
    hal.chooses("The accountable officer")
    hal.writes("Why?", "Asked for")
    hal.presses("Erase for good", twice=True)
    ann = cast.at_case("assessor")
    ann.follows("The grounds of section 14C(2)")
    ann.sees("erased")
    assert "Ada Ash" not in ann.page.content()
