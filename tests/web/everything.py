"""Every document that the site shows to anybody: each page in each state, each form sent wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from authorisation.casework.models import GroupCase
from tests.web.conftest import signed_in
from tests.web.elements import faults, read_elements, skeleton
from tests.web.fuzzing import FoundForm, PageParser, name_of

WHOLE: Final = {
    "signatory": ({"S0", "S1"}, {"case", "domain", "question", "entry"}),
    "assessor 1": ({"S2", "S20"}, {"case", "assessed-domain", "judge-criterion"}),
}
"""Who looks at all addresses of which kinds, by the codes of the groups whose they are."""
_FEW: Final = 2
"""At so many addresses of each other kind one looks, of all cases in a state."""
_UNSEEN: Final = ("csrfmiddlewaretoken", "revision", "seen", "version", "changes", "departures")
"""The fields of a form that nobody fills in."""


class Document(NamedTuple):
    """What somebody was shown, and how they came to it."""

    who: str
    name: str
    """The name of its address; empty where there is none of the kind."""
    address: str
    how: str
    status: int
    title: str
    markup: str

    def __str__(self) -> str:
        """Enough to come to it again."""
        return f"{self.who}, {self.address} {self.how} ({self.status})"


class Collector:
    """Goes wherever links lead and sends every form, and looks at all that is shown.

    What is sent is undone each time, so that every case stays in its state.
    """

    def __init__(self) -> None:
        self.shown: list[Document] = []
        """All, without their markup."""
        self.documents: dict[str, Document] = {}
        """The first of each skeleton."""
        self.faults: dict[str, str] = {}
        """What is wrong with a page and how one comes to it, for the first page of each kind."""
        self.passed: set[str] = set()
        """The names of addresses that answered with a file, led on, or showed nothing."""
        self._sent: set[str] = set()
        """The skeletons of pages whose forms were sent."""

    def walk(self, who: str, client: Client | None = None) -> None:
        """Follow every link from the first page, and send every form of a page of a new shape."""
        client = client or signed_in(who)
        waiting, known, often = ["/"], {"/"}, Counter[tuple[str, str]]()
        cases = {each.uid: each for each in GroupCase.objects.select_related("group")}
        while waiting:
            for link in self.look(who, client, waiting.pop(0)):
                if link in known:
                    continue
                known.add(link)
                name = name_of(urlsplit(link).path)
                case = cases.get(link.split("/")[2]) if link.startswith("/cases/") else None
                if case is not None:
                    often[name, case.state] += 1
                    is_one_more = often[name, case.state] > _FEW
                    codes, names = WHOLE.get(who, (set(), set()))
                    if is_one_more and (case.group.code not in codes or name not in names):
                        continue
                waiting.append(link)

    def look(self, who: str, client: Client, address: str) -> list[str]:
        """The links of what is shown at an address, whose forms are sent where it is new."""
        answer = client.get(address)
        page = self.keep(who, address, "looked at", answer)
        if page is None:
            return [answer.headers["Location"]] if answer.status_code == 302 else []
        forms = [form for form in page.forms if form.action != "/sign-out"]
        shape = skeleton(read_elements(answer.content.decode())) if forms else ""
        if shape not in self._sent:
            self._sent.add(shape)
            for form in forms:
                for how, fields in _ways(form):
                    self.send(who, client, form, how, fields)
        links = (urljoin(address, link).partition("#")[0] for link in page.links)
        return [link for link in links if link.startswith("/")]

    def send(
        self, who: str, client: Client, form: FoundForm, how: str, fields: Mapping[str, Any]
    ) -> None:
        """Keep what answers a form and where it leads, to the second page; and undo it."""
        with undone(client):
            if form.method == "get":
                address = f"{form.action.partition('?')[0]}?{urlencode(fields, doseq=True)}"
                answer = client.get(address)
            else:
                address, answer = form.action, client.post(form.action, fields)
            page = self.keep(who, address, how, answer)
            if answer.status_code == 302:
                self.keep(
                    who,
                    answer.headers["Location"],
                    "led to",
                    client.get(answer.headers["Location"]),
                )
            for following in page.forms if page and how == "filled in" else ():
                if following.action == form.action:
                    self.send(who, client, following, "sent on", following.fields)

    def keep(self, who: str, address: str, how: str, answer: HttpResponse) -> PageParser | None:
        """The page that answers; None where it is none."""
        name = name_of(urlsplit(address).path)
        if "html" not in answer.headers.get("Content-Type", "") or not answer.content:
            self.passed.add(name)
            return None
        markup = answer.content.decode()
        read = read_elements(markup)
        (title,) = read.all("title")
        found = Document(who, name, address, how, answer.status_code, title.text, "")
        self.shown.append(found)
        for fault in faults(read, answer.status_code):
            self.faults.setdefault(f"{name} {fault}", str(found))
        page = PageParser(address)
        page.feed(markup)
        self.documents.setdefault(skeleton(read), found._replace(markup=markup))
        return page


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever is done inside is undone, but for what a response said."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def _ways(form: FoundForm) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """How a form is sent: with nothing in it, with what it does not want, and filled in."""
    hidden = {name: form.fields[name] for name in _UNSEEN if name in form.fields}
    names = dict.fromkeys([*form.fields, *form.choices])
    yield "sent empty", hidden
    yield "sent wrongly", {name: form.choices.get(name, ["x"]) for name in names} | hidden
    plain = {name: [next(filter(None, form.choices.get(name, [])), "1")] for name in names}
    yield "filled in", plain | {name: has for name, has in form.fields.items() if any(has)}
