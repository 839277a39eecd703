"""Somebody who walks from page to page and sends every form as nobody ought to fill it in.

Whatever is sent is harmless: texts, numbers and files that are odd, and none that attacks.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve

from tests.web.conftest import PASSWORD

TEXTS = (
    *("", " ", "0", "-0", "-1", "1", "70729", "1.50", "1E+2", "1e999", "NaN", "٣", "1_000", "0x1f"),
    *(
        "9" * 400,
        "0." + "3" * 60,
        "1" + "0" * 41,
        "1,000",
        "£5",
        "5 %",
        "null",
        "None",
        "none",
        "[]",
    ),
    *("{}", "true", "True", "yes", "2012-02-30", "31 February 2012", "99999-01-01", "P1Y", "P-1D"),
    *(
        "Dr O’Ash & <b>sons</b>",
        "'\"",
        "{{ 7 * 7 }}",
        "=1+1",
        "%s%d%n",
        "a\r\nb",
        "a\tb",
        "\ufeffa",
    ),
    *(
        "\x00",
        "\x1b[31m",
        "\u202eabc",
        "e\u0301",
        "😀",
        "\ufffe",
        "x" * 5000,
        "\n" * 300,
        "é" * 999,
    ),
    *("personal:" + "0" * 32, "so far", "all", "checked", "not accepted", "full budget", "-" * 80),
)
UPLOADS = (
    b"",
    b"PK",
    b"PK\x03\x04" + bytes(40),
    b"%PDF-1.7",
    b"\xff\xfe<\x00",
    "code: é\n".encode("latin-1"),
    b"group: {name: A}\nreturns: []\n",
    b"a,b\r\n1,2\r\n",
    bytes(5_000_001),
)
"""Files that are none, or another kind, and one a byte beyond the largest that is taken."""
_TIMES = 8
"""So often each form of a page is sent, one after the other with the same tokens."""
PLAIN = {
    "group": "new",
    "name": "Imaginary Field",
    "reason": "It says so",
    "document": "The register",
    "username": "with a factor",
    "password": PASSWORD,
}
"""What is written plainly into a field that is empty, by its name."""
_PAGES = 4
"""How many pages one goes on at most, each what follows on a form that was sent plainly."""
_SIGN_OUT = "/sign-out"
_NUMBERS = ("0", "2", "999999999", "9" * 30)


@dataclass(slots=True)
class FoundForm:
    """A form on a page: where it is sent, and its fields as they stand, with what may be chosen."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class PageParser(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[FoundForm] = []
        self._address, self._select = address, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        elif tag == "form":
            action = found.get("action", "") or self._address
            self.forms.append(FoundForm(action, found.get("method", "get")))
        elif self.forms and found.get("name"):
            self._field(tag, found["name"], found)

        elif tag == "option" and self._select:
            self._option(self.forms[-1], found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _option(self, form: FoundForm, found: Mapping[str, str]) -> None:
        form.choices.setdefault(self._select, []).append(found.get("value", ""))
        if "selected" in found:
            form.fields.setdefault(self._select, []).append(found.get("value", ""))

    def _field(self, tag: str, name: str, found: Mapping[str, str]) -> None:
        form, kind = self.forms[-1], found.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(found.get("value", "on"))
            if "checked" in found:
                form.fields.setdefault(name, []).append(found.get("value", "on"))
        elif tag == "button":
            form.choices.setdefault(name, []).append(found.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag in {"input", "textarea"}:
            form.fields.setdefault(name, []).append(found.get("value", ""))


@dataclass(slots=True)
class FuzzReport:
    """What came of it all."""

    requests: int = 0
    validated: int = 0
    """How many were forms that the site read and took, or sent back with what is wrong."""
    visited: set[str] = field(default_factory=set)
    """The names of the addresses that were come to."""
    sent: set[str] = field(default_factory=set)
    """The names of those whose form was read."""
    broken: list[str] = field(default_factory=list)
    """What ended in an error of ours."""
    statuses: Counter[int] = field(default_factory=Counter)


class Fuzzer:
    """Somebody signed in, with the tokens of the pages that they see."""

    def __init__(self, username: str, client: Client, seed: int, report: FuzzReport) -> None:
        self._who, self._client, self._report = username, client, report
        self._chance = random.Random(f"{username} {seed}")
        self._known: dict[str, list[str]] = {"home ": ["/"]}
        self._gave: dict[str, bool] = {}
        """Whether the last page of a kind had a form."""
        self._looked: Counter[str] = Counter()
        """How often each kind of page was looked at, which is of one case, and each address."""

    def step(self) -> None:
        """Look at a page, send its forms several times, and at times ask for no page at all.

        Last each form is sent plainly, to go on from the page that follows where it is a new one.
        """
        kind, address = begun = self._choose()
        for _ in range(_PAGES):
            self._looked.update([kind, address])
            forms = _sent_forms(self._get(address))
            self._gave[kind] = bool(forms)
            follows = ""
            for form in forms:
                for _ in range(_TIMES):
                    self._send(form)
                follows = self._send(form, plainly=True).headers.get("Location", "") or follows
                self.learn(follows)
            address = urlsplit(follows).path
            kind = _kind_of(address)
            if not kind or self._looked[kind]:
                break
        if self._chance.random() < 0.2:
            self._get(self._odd(begun[1]))

    def sign_out(self) -> None:
        """Leave by the button that every page has."""
        page = self._get("/")
        for form in page.forms if page else ():
            if form.action == _SIGN_OUT:
                self._send(form)

    def _choose(self) -> tuple[str, str]:
        """An address of the kind that was looked at least, rather one that has a form.

        What nobody has come to comes before all others.
        """
        with_form = [kind for kind in self._known if self._gave.get(kind, True)]
        kinds = with_form if with_form and self._chance.random() < 0.8 else self._known

        def order(kind: str) -> tuple[bool, int, float]:
            is_visited = kind.partition(" ")[0] in self._report.visited
            return is_visited, self._looked[kind], self._chance.random()

        kind = min(kinds, key=order)
        last_found = [*reversed(self._known[kind])]
        if self._chance.random() < 0.3:
            self._chance.shuffle(last_found)
        return kind, min(last_found, key=self._looked.__getitem__)

    def learn(self, link: str) -> None:
        """Keep an address of the site, to go there."""
        path = urlsplit(link).path
        if path.startswith("/") and not path.startswith(settings.STATIC_URL):
            kind = _kind_of(path)
            if kind and path not in self._known.setdefault(kind, []):
                self._known[kind].append(path)

    def _get(self, address: str) -> PageParser | None:
        response = self._ask("GET", address)
        self.learn(response.headers.get("Location", ""))
        if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
            return None
        page = PageParser(address)
        page.feed(response.content.decode())
        for link in page.links:
            self.learn(link)
        return page

    def _send(self, form: FoundForm, *, plainly: bool = False) -> HttpResponse:
        fields: dict[str, object] = dict(self._plain(form) if plainly else self._filled(form))
        for name in [] if plainly else form.files:
            data = self._chance.choice(UPLOADS)
            file = self._chance.choice(["a.xlsx", "a.pdf", "a.yaml", "é\u202e.xlsx", "x" * 300])
            if self._chance.random() < 0.9:
                fields[name] = SimpleUploadedFile(file, data)
        response = self._ask(form.method.upper(), form.action, fields)
        if response.status_code in {200, 302, 422}:
            self._report.validated += 1
            self._report.sent.add(name_of(form.action))
        return response

    def _plain(self, form: FoundForm) -> Iterator[tuple[str, list[str]]]:
        """The fields as they stand, and in those that are empty what somebody might write."""
        for name in dict.fromkeys([*form.fields, *form.choices]):
            kept, among = form.fields.get(name, []), [*filter(None, form.choices.get(name, []))]
            plain = PLAIN.get(name, "")
            if any(kept):
                yield name, kept
            elif among:
                yield name, [plain if plain in among else self._chance.choice(among)]
            else:
                yield name, [plain]

    def _filled(self, form: FoundForm) -> Iterator[tuple[str, list[str]]]:
        """The fields as they stand, most with something else in it, some left out or twice."""
        chance = self._chance
        for name in dict.fromkeys([*form.fields, *form.choices]):
            kept, among = form.fields.get(name, []), form.choices.get(name, [])
            drawn = chance.random()
            if name == "csrfmiddlewaretoken" or drawn < 0.3:
                yield name, kept
            elif drawn < 0.55 and among:
                yield name, chance.sample(among, chance.randint(1, min(2, len(among))))
            elif drawn < 0.95:
                yield name, [chance.choice(TEXTS) for _ in range(chance.choice([1, 1, 1, 2]))]
        if chance.random() < 0.02:
            yield from ((f"more-{number}", ["x"]) for number in range(1100))

    def _odd(self, address: str) -> str:
        """The address with a part of it exchanged."""
        parts = address.split("/")
        place = self._chance.randrange(1, len(parts))
        parts[place] = self._chance.choice(
            [*_NUMBERS, "%00", "%F0%9F%98%80", "x" * 300, "%FF", ".."]
        )
        return "/".join(parts) + self._chance.choice(
            ["", "?a=%00", "?next=//elsewhere", "?x=1&x=2"]
        )

    def _ask(self, method: str, address: str, fields: object = None) -> HttpResponse:
        ask = self._client.post if method == "POST" else self._client.get
        response: HttpResponse = ask(address, fields)  # type: ignore[arg-type, assignment]
        self._report.requests += 1
        self._report.statuses[response.status_code] += 1
        self._report.visited.add(name_of(urlsplit(address).path))
        names_a_command = "“authorise ".encode() in getattr(response, "content", b"")
        if response.status_code >= 500 or names_a_command:
            self._report.broken.append(f"{self._who}: {method} {address} {fields!r:.2000}")
        return response


def name_of(path: str) -> str:
    """The name of an address of the site; empty where it is none."""
    found = _match(path)
    return found.url_name or "" if found else ""


def _kind_of(path: str) -> str:
    """The name of an address with the case that it is of, if any; empty where it is none."""
    found = _match(path)
    return f"{found.url_name} {found.kwargs.get('uid', '')}" if found else ""


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _sent_forms(page: PageParser | None) -> list[FoundForm]:
    """The forms of a page but the one that every page has."""
    return [form for form in page.forms if form.action != _SIGN_OUT] if page else []


def fuzz(
    clients: Mapping[str, Client], requests: int, seed: int, direct: Sequence[str]
) -> FuzzReport:
    """At least so many requests, by each of these in turn; all know some addresses at once."""
    report = FuzzReport()
    people = [Fuzzer(username, client, seed, report) for username, client in clients.items()]
    for each in people:
        for address in direct:
            each.learn(address)
    for each in cycle(people):
        if report.requests >= requests:
            break
        each.step()
    for each in people:
        each.sign_out()
    return report


def add(reports: Sequence[FuzzReport]) -> FuzzReport:
    """What came of several."""
    return FuzzReport(
        sum(each.requests for each in reports),
        sum(each.validated for each in reports),
        set().union(*(each.visited for each in reports)),
        set().union(*(each.sent for each in reports)),
        [line for each in reports for line in each.broken],
        sum((each.statuses for each in reports), Counter()),
    )
