"""What an applicant does: answers question by question, looks at what they indicate, submits."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from tests.web.browser import parsed, posted, text_of
from tests.web.conftest import Site

SIZE = "/questions/population.registered"
POOL = "/questions/risk_pool.agreement"
TASKS = "/questions/tasks"


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return text_of(parsed(response.content.decode()))


def sent(client: Client, address: str, **changes: str | list[str]) -> object:
    """Send the form on a page as it is, but for the fields that are named."""
    fields = posted(client.get(address).content.decode())
    named = {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(address, {**fields, **named})


def test_home_lists_the_cases_of_the_own_group_alone(site: Site) -> None:
    shown = words(site.signatory, "/")
    assert "Waiting for you: 1 of 1 application." in shown
    assert "Imaginary Marsh Code IM1 State Draft Last event 1 October 2012, 09:00 UTC" in shown
    assert "For you Answer the questions" in shown
    assert "There is no application that you may see yet." in words(site.stranger, "/")


@pytest.mark.slow
def test_the_task_list_says_how_far_each_domain_is(site: Site) -> None:
    sent(site.signatory, site.at(SIZE), answer__text="70729")
    shown = words(site.signatory, site.at())

    assert "1 of 143 questions answered." in shown
    assert "Budget and financial risk 1 of 3: needed before a full budget 1 of 18" in shown
    assert "Partners Not started" in shown


def test_an_answer_is_saved_and_leads_to_the_next_question(site: Site) -> None:
    response = sent(
        site.signatory, site.at(SIZE), answer__text="70729", document="Lists", where="page 2"
    )

    assert (response.status_code, response.url) == (302, site.at(POOL))  # type: ignore[attr-defined]
    fields = posted(site.signatory.get(site.at(SIZE)).content.decode())
    assert fields["answer-text"] == ["70729"]
    assert (fields["document"], fields["where"]) == (["Lists"], ["page 2"])
    assert (
        "registered patients 70,729 patients Shown by: Lists, page 2 Change".casefold()
        in words(site.signatory, site.at("/domains/finance")).casefold()
    )


def test_the_last_question_of_a_domain_leads_back_to_the_domain(site: Site) -> None:
    page = parsed(site.signatory.get(site.at("/domains/data")).content.decode())
    links = [each.get("href", "") for each in page.iter("a")]
    last = [each for each in links if "/questions/" in each][-1]

    assert sent(site.signatory, last).url == site.at("/domains/data")  # type: ignore[attr-defined]


def test_an_answer_can_be_taken_away(site: Site) -> None:
    sent(site.signatory, site.at(SIZE), answer__text="70729")
    sent(site.signatory, site.at(SIZE), answer__text="")

    assert "0 of 143 questions answered." in words(site.signatory, site.at())


def test_what_cannot_be_an_answer_is_told_and_nothing_is_saved(site: Site) -> None:
    response = sent(site.signatory, site.at(SIZE), answer__text="70,729")
    page = parsed(response.content.decode())  # type: ignore[attr-defined]

    assert response.status_code == 422  # type: ignore[attr-defined]
    told = "“70,729” is not a number: write “70729”, without marks between the digits"
    assert f"There is a problem {told}" in text_of(page)
    assert [each.get("href") for each in page.iter("a") if told in "".join(each.itertext())] == [
        "#answer-text"
    ]
    assert (page.findtext(".//title") or "").startswith("Error: ")
    assert posted(page)["answer-text"] == ["70,729"]
    assert "0 of 143" in words(site.signatory, site.at())


def test_two_people_do_not_lose_each_other_s_answers(site: Site) -> None:
    first = posted(site.signatory.get(site.at(SIZE)).content.decode())
    sent(site.applicant, site.at(SIZE), answer__text="80000")

    late = site.signatory.post(site.at(SIZE), {**first, "answer-text": ["70729"]})
    assert late.status_code == 422
    page = parsed(late.content.decode())
    assert "Somebody else changed this answer meanwhile." in text_of(page)
    both = (
        "Saved meanwhile by somebody else 80,000 patients Yours, which is not saved 70,729 patients"
    )
    assert both in text_of(page)

    again = site.signatory.post(site.at(SIZE), posted(page))
    assert again.status_code == 302
    assert posted(site.applicant.get(site.at(SIZE)).content.decode())["answer-text"] == ["70729"]


def test_the_same_form_sent_twice_does_no_harm(site: Site) -> None:
    form = {**posted(site.signatory.get(site.at(SIZE)).content.decode()), "answer-text": ["70729"]}

    for _ in range(2):
        assert site.signatory.post(site.at(SIZE), form).status_code == 302


@pytest.mark.slow
def test_entries_of_a_list_are_added_changed_and_removed(site: Site) -> None:
    client, page = site.signatory, site.at("/questions/board")
    for number, name in ((1, "Dr Ash"), (2, "Ms Elm")):
        assert sent(client, f"{page}/entries/{number}", name__text=name).url == page  # type: ignore[attr-defined]
    assert sent(client, f"{page}/entries/2", name__text="Ms Elm-Oak").url == page  # type: ignore[attr-defined]
    shown = words(client, page)
    assert "Dr Ash" in shown
    assert "Ms Elm-Oak" in shown
    assert posted(client.get(page).content.decode())["answer"] == ["so far"]

    assert "Remove Dr Ash?" in words(client, f"{page}/entries/1/remove")
    form = posted(client.get(f"{page}/entries/1/remove").content.decode())
    for _ in range(2):  # the second does not remove what stands there now
        assert client.post(f"{page}/entries/1/remove", form).url == page  # type: ignore[attr-defined]
    assert "Ms Elm-Oak" in words(client, page)
    assert "Dr Ash" not in words(client, page)


def test_an_entry_sent_twice_is_added_once(site: Site) -> None:
    page = site.at("/questions/board/entries/1")
    form = {**posted(site.signatory.get(page).content.decode()), "name-text": ["Dr Ash"]}
    for _ in range(2):
        assert site.signatory.post(page, form).status_code == 302

    assert words(site.signatory, site.at("/questions/board")).count("Change (Dr Ash)") == 1


@pytest.mark.slow
def test_an_entry_upon_another_of_somebody_else_shows_both(site: Site) -> None:
    page = site.at("/questions/board/entries/1")
    form = {**posted(site.signatory.get(page).content.decode()), "name-text": ["Dr Ash"]}
    sent(site.applicant, page, name__text="Ms Elm")

    late = site.signatory.post(page, form)
    assert late.status_code == 422
    shown = text_of(parsed(late.content.decode()))
    assert "Saved meanwhile by somebody else Ms Elm Yours, which is not saved Dr Ash" in shown


def test_whether_a_list_is_whole_is_asked_once_there_is_something_in_it(site: Site) -> None:
    page = site.at("/questions/board")
    empty = words(site.signatory, page)
    assert "Are these all?" not in empty
    assert "If you have nothing to add There are none or We do not know yet" in empty

    sent(site.signatory, f"{page}/entries/1", name__text="Dr Ash")
    begun = words(site.signatory, page)
    assert "Are these all? These are all There may be more or We do not know yet" in begun


def test_going_back_to_a_page_with_errors_finds_it_until_somebody_signs_out(site: Site) -> None:
    assert site.signatory.get(site.at(SIZE)).headers["Cache-Control"] == "no-store"
    wrong = sent(site.signatory, site.at(SIZE), answer__text="70,729")
    assert wrong.headers["Cache-Control"] == "private, no-cache"  # type: ignore[attr-defined]
    assert site.signatory.post("/sign-out").headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.slow
def test_every_error_leads_to_a_control_on_its_page(site: Site) -> None:
    def late(path: str, **changes: str) -> str:
        form = posted(site.signatory.get(site.at(path)).content.decode())
        sent(site.applicant, site.at(path), **changes)
        return site.signatory.post(site.at(path), form | {"document": ["Mine"]}).content.decode()

    entry = "/questions/board/entries/1"
    pages = [
        late(SIZE, answer__text="1"),
        late("/questions/governance.senate", answer="true"),
        sent(site.signatory, site.at(entry)).content.decode(),  # type: ignore[attr-defined]
    ]
    form = {**posted(site.signatory.get(site.at(entry)).content.decode()), "name-text": ["Dr Ash"]}
    sent(site.applicant, site.at(entry), name__text="Ms Elm")
    pages.append(site.signatory.post(site.at(entry), form).content.decode())

    leads = [led_to(parsed(markup)) for markup in pages]
    assert [set(told) <= ids for told, ids in leads] == [True] * 4
    assert [len(told) for told, _ in leads] == [1] * 4


def led_to(page: Element) -> tuple[list[str], set[str]]:
    """The ids that the errors of a page lead to, and those that are there."""
    summary = next(e for e in page.iter("div") if "error-summary" in e.get("class", ""))
    ids = {each.get("id", "") for each in page.iter()}
    return [each.get("href", "").removeprefix("#") for each in summary.iter("a")], ids


def test_an_empty_entry_is_refused(site: Site) -> None:
    response = sent(site.signatory, site.at("/questions/board/entries/1"))

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "This entry is empty" in response.content.decode()  # type: ignore[attr-defined]


def test_what_the_answers_indicate_is_what_the_engine_says(site: Site) -> None:
    sent(site.signatory, site.at(SIZE), answer__text="70729")
    shown = words(site.signatory, site.at("/indicated"))

    assert "What your answers indicate" in shown
    assert "registered patients (70,729) is less than population" in shown
    assert "This is not a decision of the Board." in shown


@pytest.mark.slow
def test_answers_that_contradict_each_other_are_told_and_not_submitted(site: Site) -> None:
    sent(site.signatory, site.at("/questions/membership.practice_count"), answer__text="2")
    sent(site.signatory, site.at(SIZE), answer__text="70729")
    sent(site.signatory, site.at(POOL), answer__text="Agreement")
    sent(site.signatory, site.at("/questions/risk_pool.population_covered"), answer__text="7")

    for page in ("/indicated", "/check"):
        response = site.signatory.get(site.at(page))
        assert response.status_code == 200
        shown = text_of(parsed(response.content.decode()))
        assert (
            "“the pooling agreement” and “patients covered by the pool” and “registered patients”"
            " contradict each other (7 against 70,729): The pool covers your own patients too"
        ) in shown
    assert site.signatory.get(site.at("/submit")).status_code == 302


@pytest.mark.slow
def test_checking_shows_a_nought(site: Site) -> None:
    sent(site.signatory, site.at("/questions/management.planned_cost"), answer__text="0")

    assert "£0 per year" in words(site.signatory, site.at("/check"))


def test_submitting_takes_a_declaration_and_gives_a_receipt(site: Site) -> None:
    sent(site.signatory, site.at(SIZE), answer__text="70729")
    undeclared = sent(site.signatory, site.at("/submit"))
    assert undeclared.status_code == 422  # type: ignore[attr-defined]

    form = {**posted(site.signatory.get(site.at("/submit")).content.decode()), "declared": ["yes"]}
    receipts = {site.signatory.post(site.at("/submit"), form).url for _ in range(2)}  # type: ignore[attr-defined]
    assert len(receipts) == 1
    shown = words(site.signatory, receipts.pop())

    from authorisation.casework.models import GroupCase  # noqa: PLC0415

    (event,) = GroupCase.objects.get(uid=site.uid).events.filter(kind="submitted")
    assert f"Receipt {event.sha256}" in shown
    assert "Submitted by Dr Signatory" in shown


def test_an_answer_changed_meanwhile_is_not_submitted_unseen(site: Site) -> None:
    form = {**posted(site.signatory.get(site.at("/submit")).content.decode()), "declared": ["yes"]}
    sent(site.applicant, site.at(SIZE), answer__text="70729")

    late = site.signatory.post(site.at("/submit"), form)
    assert late.status_code == 422
    assert "An answer was changed since you opened this page" in late.content.decode()


def test_an_applicant_who_is_no_signatory_does_not_submit(site: Site) -> None:
    assert "A signatory of your group submits" in words(site.applicant, site.at("/check"))
    refusal = site.applicant.get(site.at("/submit"))

    assert refusal.status_code == 409
    page = parsed(refusal.content.decode())
    assert "“submitted” is for: signatory" in text_of(page)
    assert [each.get("href") for each in page.iter("a") if (each.text or "").strip() == "Back"] == [
        site.at()
    ]


PAGES = [
    *("", "/indicated", "/check", "/submit", "/domains/finance", SIZE, TASKS),
    *(f"{TASKS}/entries/1", f"{TASKS}/entries/1/remove", "/receipts/1"),
]


@pytest.mark.parametrize("page", PAGES)
def test_the_case_of_another_group_is_not_found(site: Site, page: str) -> None:
    unknown = site.stranger.get(f"/cases/{'0' * 32}{page}")
    found, sent_there = site.stranger.get(site.at(page)), site.stranger.post(site.at(page))

    assert (found.status_code, unknown.status_code) == (404, 404)
    assert sent_there.status_code in {404, 405}
    shown, nothing = (text_of(parsed(each.content.decode())) for each in (found, unknown))
    assert shown == nothing


@pytest.mark.parametrize("page", [*PAGES, "/nothing", "/domains/nothing", "/questions/no.such"])
def test_who_is_not_signed_in_is_led_to_the_door(site: Site, page: str) -> None:
    response = Client().get(site.at(page))

    assert response.status_code in {302, 404}
    if response.status_code == 302:
        assert response.url.startswith("/sign-in?next=")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "page", [SIZE, f"{TASKS}/entries/1", f"{TASKS}/entries/1/remove", "/submit"]
)
def test_a_form_without_its_token_changes_nothing(site: Site, page: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = site.signatory.cookies

    response = client.post(site.at(page), {"answer-text": "1", "revision": "0"})
    assert response.status_code == 403
    assert "This page is out of date" in response.content.decode()
    assert "0 of 143" in words(site.signatory, site.at())


@pytest.mark.parametrize("page", ["/domains/nothing", "/questions/no.such", "/receipts/99"])
def test_what_is_not_there_is_not_found(site: Site, page: str) -> None:
    assert site.signatory.get(site.at(page)).status_code == 404
