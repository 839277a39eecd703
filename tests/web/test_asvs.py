"""What the page of OWASP ASVS 5.0.0 says: every requirement stands on it, and what it names is there."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client, override_settings

from authorisation.casework.models import CaseEvent, GroupCase
from authorisation.web import serve
from authorisation.web.settings import STATIC, site_settings
from tests.docs.blocks import ROOT
from tests.web.browser import parsed, posted, text_of
from tests.web.conftest import Site, signed_in
from tests.web.test_applicant import sent

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
SECTIONS = {
    "1.1": 2,
    "1.2": 9,
    "1.3": 11,
    "1.4": 3,
    "1.5": 2,
    "2.1": 3,
    "2.2": 3,
    "2.3": 4,
    "2.4": 1,
    "3.2": 2,
    "3.3": 4,
    "3.4": 6,
    "3.5": 5,
    "3.7": 2,
    "4.1": 3,
    "4.2": 1,
    "4.3": 2,
    "4.4": 4,
    "5.1": 1,
    "5.2": 3,
    "5.3": 2,
    "5.4": 3,
    "6.1": 3,
    "6.2": 12,
    "6.3": 4,
    "6.4": 4,
    "6.5": 5,
    "6.6": 3,
    "6.8": 4,
    "7.1": 3,
    "7.2": 4,
    "7.3": 2,
    "7.4": 5,
    "7.5": 2,
    "7.6": 2,
    "8.1": 2,
    "8.2": 3,
    "8.3": 1,
    "8.4": 1,
    "9.1": 3,
    "9.2": 4,
    "10.1": 2,
    "10.2": 2,
    "10.3": 4,
    "10.4": 11,
    "10.5": 5,
    "10.6": 2,
    "10.7": 3,
    "11.1": 2,
    "11.2": 3,
    "11.3": 3,
    "11.4": 4,
    "11.5": 1,
    "11.6": 1,
    "12.1": 3,
    "12.2": 2,
    "12.3": 4,
    "13.1": 1,
    "13.2": 5,
    "13.3": 2,
    "13.4": 5,
    "14.1": 2,
    "14.2": 4,
    "14.3": 3,
    "15.1": 3,
    "15.2": 3,
    "15.3": 7,
    "16.1": 1,
    "16.2": 5,
    "16.3": 4,
    "16.4": 3,
    "16.5": 3,
    "17.1": 1,
    "17.2": 4,
    "17.3": 2,
}
"""How many requirements of levels 1 and 2 each section of the standard has: they are the first."""
HOSTILE = (
    "'\"); DROP TABLE casework_person;-- <script>alert(1)</script> {{ 7 * 7 }} {0.__class__} %s "
    "$(id) `id` ${7*7} &lt; %3C #set"
)
"""A text that somebody would like to be taken for SQL, script, template, format or command."""
SECURE = site_settings(hosts=("testserver",), demo=False, secure=True)


def test_every_requirement_of_level_2_stands_on_the_page_once() -> None:
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| ")]
    named = re.findall(r"\b\d+\.\d+\.\d+\b", " ".join(rows))
    expected = [f"{s}.{n}" for s, most in SECTIONS.items() for n in range(1, most + 1)]

    assert len(expected) == 253
    assert sorted(named) == sorted(expected)


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`(\S+\.py)::(test_\w+)`", PAGE)

    assert len(named) > 40
    assert [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / "tests" / file).is_file()
        or f"\ndef {test}(" not in (ROOT / "tests" / file).read_text(encoding="utf-8")
    ] == []


def test_every_setting_that_the_page_names_is_there() -> None:
    files = [ROOT / "authorisation" / part / "settings.py" for part in ("web", "casework")]
    settings_text = "".join(file.read_text(encoding="utf-8") for file in files)
    for name, file in re.findall(r"`(_?[A-Z][A-Z_]+)`(?: of `(\S+\.py)`)?", PAGE):
        text = (ROOT / file).read_text(encoding="utf-8") if file else settings_text
        assert re.search(rf"\b{name}\b", text), name
    for rule in re.findall(r"`(S\d{3})`", PAGE):
        assert rule in {"S307", "S602", "S603", "S605", "S608"}
    assert 'select = ["ALL"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_hostile_text_is_kept_and_shown_as_it_was_typed(site: Site) -> None:
    before = GroupCase.objects.count(), CaseEvent.objects.count()
    form = {"answer__text": "70729", "document": HOSTILE, "where": "page 2"}
    assert sent(site.signatory, site.at("/questions/population.registered"), **form).url
    sent(Client(), "/sign-in", username=HOSTILE, password=HOSTILE)
    site.assessor.get("/", {"state": HOSTILE, "sort": HOSTILE})
    shown = site.signatory.get(site.at("/domains/finance")).content.decode()
    typed = site.signatory.get(site.at("/questions/population.registered")).content.decode()

    assert HOSTILE in text_of(parsed(shown))
    assert posted(typed)["document"] == [HOSTILE]
    for page in (shown, typed):
        assert [each for each in parsed(page).iter("script") if not each.get("src")] == []
    assert (GroupCase.objects.count(), CaseEvent.objects.count()) == before


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", ["/sign-in", "/password", "/sessions"])
def test_a_password_is_masked_and_may_be_pasted_of_any_length(path: str) -> None:
    signed_in("signatory")
    client = signed_in("signatory")
    fields = [
        each
        for each in parsed(client.get(path).content.decode()).iter("input")
        if each.get("type") == "password"
    ]

    assert len(fields) == {"/sign-in": 1, "/password": 3, "/sessions": 1}[path]
    for each in fields:
        wanted = (
            "current-password" if each.get("name") in {"password", "current"} else "new-password"
        )
        assert each.get("autocomplete") == wanted
        assert {"maxlength", "onpaste", "readonly", "value"} & {*each.attrib} == set()


@pytest.mark.skipif(not (STATIC / "nhsuk").is_dir(), reason="`make assets` builds the style")
@pytest.mark.parametrize(
    "path",
    [
        *("/.git/HEAD", "/static/", "/static/nhsuk/", "/static/../settings.py"),
        *("/static/%2e%2e/settings.py", "/admin/", "/docs", "/metrics", "/uploads/", "/secret"),
    ],
)
def test_nothing_is_served_beside_pages_style_and_script(site: Site, path: str) -> None:
    assert site.uid
    with override_settings(**SECURE):
        assert respond("GET", path)[":status"] == "404 Not Found"


def test_the_site_connects_to_its_database_alone() -> None:
    """Nothing that it is made of, and that is ours, can ask another machine for anything."""
    asks = re.compile(
        r"^\s*(?:from|import) (?:http\.client|urllib\.request|socket|ssl|smtplib|ftplib|requests|httpx)\b",
        re.MULTILINE,
    )
    found = [
        file.name
        for part in ("web", "casework", "report", "records", "usecases")
        for file in (ROOT / "authorisation" / part).rglob("*.py")
        if asks.search(file.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_cookies_are_of_this_host_alone(site: Site) -> None:
    assert site.uid
    with override_settings(**SECURE):
        answer = Client().get("/sign-in", secure=True)
        session = {
            each: getattr(settings, f"SESSION_COOKIE_{each}")
            for each in ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN")
        }
    (token,) = answer.cookies.values()

    assert token.OutputString().partition("=")[0] == "__Host-csrftoken"
    assert {name: token[name] for name in ("secure", "httponly", "samesite", "path", "domain")} == {
        "secure": True,
        "httponly": True,
        "samesite": "Lax",
        "path": "/",
        "domain": "",
    }
    assert [*session.values()] == ["__Host-sessionid", True, True, "Lax", "/", None]


@pytest.mark.skipif(not (STATIC / "nhsuk").is_dir(), reason="`make assets` builds the style")
@pytest.mark.parametrize("path", ["/sign-in", "/nowhere", "/static/nhsuk/nhsuk-frontend.css"])
def test_every_response_has_its_headers(site: Site, path: str) -> None:
    assert site.uid
    with override_settings(**SECURE):
        headers = respond("GET", path)

    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert "charset=" in headers["content-type"]
    assert "access-control-allow-origin" not in headers
    if path.startswith("/static"):
        assert "max-age" in headers["cache-control"]
    else:
        assert headers["cache-control"] == "no-store"


def test_trace_and_debugging_are_off(site: Site) -> None:
    assert settings.DEBUG is False
    assert site.signatory.trace("/").status_code == 405


def test_what_breaks_says_nothing_of_the_inside(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr("authorisation.web.views.lookup.cases_of", broken)
    client = signed_in("signatory", raise_request_exception=False)
    answer = client.get(site.at())

    assert answer.status_code == 500
    assert "Sorry, there is a problem" in answer.content.decode()
    assert "inside" not in answer.content.decode()


@cache
def application() -> serve.WSGIApplication:
    return serve.application()


def respond(method: str, path: str) -> dict[str, str]:
    """Status and headers of the answer of the whole site, style and script included."""
    found: list[tuple[str, str]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        found.extend([(":status", status), *headers])

    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(),
    }
    body = application()(environ, start)  # type: ignore[arg-type]
    getattr(body, "close", lambda: None)()
    return {name.lower(): value for name, value in found}
