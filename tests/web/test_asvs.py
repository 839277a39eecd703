"""What the page of OWASP ASVS 5.0.0 says: every requirement stands on it, and what it names is there."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client, override_settings

from authorisation.web import serve
from authorisation.web.settings import STATIC, site_settings
from tests.docs.blocks import ROOT
from tests.web.conftest import Site, signed_in

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
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
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
    """The headers of the answer of the whole site, style and script included."""
    found: list[tuple[str, str]] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(),
    }
    body = application()(environ, lambda _, headers, *__: found.extend(headers))  # type: ignore[arg-type, misc]
    getattr(body, "close", lambda: None)()
    return {name.lower(): value for name, value in found}
