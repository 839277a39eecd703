"""A password of one's own and a second factor: chosen, asked for, used up, and taken away."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client, override_settings

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.models import CaseEvent, Consortium, Person
from authorisation.casework.moves import OF_A_GROUP, Role
from authorisation.casework.people import accounts
from authorisation.casework.store import Store, StoreSettings, current_store, open_store
from tests.casework.conftest import copy_of
from tests.casework.people import AT, add_person, give_role
from tests.web.browser import parsed, posted, text_of
from tests.web.conftest import PASSWORD, SETTINGS, filled
from tests.web.test_applicant import sent, words

OWN = "three words for Ann"


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Store]:
    """A store whose deciders and administrators sign in with a second factor."""
    with override_settings(**SETTINGS), copy_of(filled(), tmp_path / "store") as store:
        asked = {"second_factor": ["decider", "administrator"]}
        (store.folder / "store.json").write_text(json.dumps(asked))
        yield open_store(store.folder)


def code_of(secret: str, step: int = 0) -> str:
    """The code that an app shows, so many steps of time from now."""
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)
    return totp.generate(int(time.time()) + 30 * step).decode()


def signs_in(username: str, password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/sign-in", {"username": username, "password": password}).status_code == 302
    return client


def add_factor(client: Client) -> tuple[str, list[str]]:
    """Add a second factor with the code of the step before, and return its key and codes."""
    shown = client.get("/second-factor").content.decode()
    found = re.search("Key: <code>([A-Z2-7 ]+)</code>", shown)
    assert found
    secret = found[1].replace(" ", "")
    done = client.post("/second-factor", {**posted(shown), "code": code_of(secret, -1)})
    codes = re.findall("<code>([0-9a-f-]{34})</code>", done.content.decode())
    assert (done.status_code, len(codes), len({*codes})) == (200, 10, 10)
    return secret, codes


def ann_of(role: Role) -> Person:
    ann = add_person("ann", "Ann Archer", PASSWORD)
    give_role(ann, role)
    return ann


@pytest.mark.usefixtures("strict")
def test_a_password_that_somebody_else_gave_is_changed_before_anything_else() -> None:
    ann = accounts.add_person("ann", "Ann Archer", PASSWORD, AT)
    client, other = signs_in("ann"), signs_in("ann")
    for path in ("/", "/account", "/second-factor", "/people"):
        assert client.get(path).url == "/password"  # type: ignore[attr-defined]
    form = {"current": PASSWORD, "new": OWN, "again": OWN}
    for changed, says in (
        ({"current": "wrong"}, "This is not your password"),
        ({"again": "another one of mine"}, "The two are not the same"),
        (
            {"new": PASSWORD, "again": PASSWORD},
            "Choose another one than the password that you have",
        ),
        ({"new": "short", "again": "short"}, "It must contain at least 12 characters"),
        ({"new": "password1234", "again": "password1234"}, "This password is easy to guess"),
    ):
        told = client.post("/password", {**form, **changed})
        assert told.status_code == 422
        assert says in told.content.decode()
    assert Person.objects.get(pk=ann.pk).check_password(PASSWORD)
    assert client.post("/password", form).url == "/"  # type: ignore[attr-defined]

    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert signs_in("ann", OWN).get("/").status_code == 200
    event = CaseEvent.objects.latest("number")
    assert (event.kind, event.by) == ("password set", ann.token)
    assert (
        sent(
            client, "/password", **{**form, "current": OWN, "new": PASSWORD, "again": PASSWORD}
        ).url
        == "/account"
    )  # type: ignore[attr-defined]


@pytest.mark.slow
def test_who_decides_adds_a_factor_first_and_is_asked_for_it_then(strict: Store) -> None:
    ann = ann_of(Role.DECIDER)
    client = signs_in("ann")
    assert client.get("/").url == "/second-factor"  # type: ignore[attr-defined]
    assert "One of your roles asks for it" in words(client, "/second-factor")
    wrong = sent(client, "/second-factor", code="000000x")
    assert "This is not the code that the app shows" in wrong.content.decode()
    assert wrong.headers["Cache-Control"] == "no-store"
    secret, codes = add_factor(client)
    assert client.get("/").status_code == 200
    assert client.get("/second-factor").status_code == 409
    assert "Second factor An authenticator app" in words(client, "/account")

    half = signs_in("ann")
    assert half.get("/").url.startswith("/sign-in")  # type: ignore[attr-defined]
    used = code_of(secret, -1)
    assert half.post("/sign-in/code", {"code": used}).status_code == 422
    right = code_of(secret)
    assert half.post("/sign-in/code", {"code": f"{right[:3]} {right[3:]}"}).url == "/"  # type: ignore[attr-defined]
    assert half.get("/").status_code == 200
    again = signs_in("ann")
    assert again.post("/sign-in/code", {"code": right}).status_code == 422
    assert again.post("/sign-in/code", {"code": codes[3].upper()}).url == "/"  # type: ignore[attr-defined]
    third = signs_in("ann")
    assert third.post("/sign-in/code", {"code": codes[3]}).status_code == 422
    assert third.post("/sign-in/code", {"code": ""}).status_code == 422

    kinds = [e.kind for e in CaseEvent.objects.filter(by=ann.token)]
    assert kinds == ["second factor added", "recovery code used"]
    assert verify_store(current_store()).faults == ()
    kept = strict.sqlite_file.read_bytes() if strict.sqlite_file else b""
    for hidden in (base64.b32decode(secret), secret.encode(), codes[0].encode()):
        assert hidden not in kept


def test_a_new_store_asks_everybody_for_a_second_factor(strict: Store) -> None:
    (strict.folder / "store.json").write_bytes(msgspec.json.encode(StoreSettings()))
    open_store(strict.folder)
    group = Consortium.objects.get(code="IM1")
    for role in Role:
        give_role(
            add_person(f"a {role.value}", f"Dr {role.value}", PASSWORD),
            role,
            group if role in OF_A_GROUP else None,
        )

    assert [signs_in(f"a {role.value}").get("/").url for role in Role] == ["/second-factor"] * len(
        Role
    )  # type: ignore[attr-defined]


@pytest.mark.usefixtures("strict")
def test_codes_are_not_guessed_and_half_a_sign_in_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    ann_of(Role.DECIDER)
    secret, _ = add_factor(signs_in("ann"))
    late = signs_in("ann")
    half = signs_in("ann")
    for _ in range(5):
        assert half.post("/sign-in/code", {"code": "1"}).status_code == 422
    told = half.post("/sign-in/code", {"code": code_of(secret)})
    assert "Wait 15 minutes" in text_of(parsed(told.content.decode()))
    monkeypatch.setattr("authorisation.web.views.people.signing._SECONDS_FOR_A_CODE", -1)
    assert late.get("/sign-in/code").url == "/sign-in"  # type: ignore[attr-defined]
    assert Client().post("/sign-in/code", {"code": code_of(secret)}).url == "/sign-in"  # type: ignore[attr-defined]


@pytest.mark.usefixtures("strict")
def test_others_may_have_a_factor_and_an_administrator_takes_it_away() -> None:
    ann = ann_of(Role.ASSESSOR)
    client = signs_in("ann")
    assert client.get("/").status_code == 200
    assert "Add a second factor" in words(client, "/account")
    add_factor(client)
    kim = add_person("kim", "Kim Knight", PASSWORD)
    give_role(kim, Role.ADMINISTRATOR)
    admin = signs_in("kim")
    assert admin.get("/people").url == "/second-factor"  # type: ignore[attr-defined]
    add_factor(admin)
    at = f"/people/{ann.pk}"
    assert "Take the second factor away" in words(admin, at)
    sent(admin, f"{at}/second-factor")

    assert client.get("/").status_code == 302
    assert signs_in("ann").get("/").status_code == 200
    assert "Take the second factor away" not in words(admin, at)
    none = sent(admin, f"{at}/second-factor").content.decode()
    assert "“ann” has no second factor" in none
    own = admin.post(f"/people/{kim.pk}/second-factor")
    assert own.status_code == 409
    assert "Another administrator takes away your own" in own.content.decode()
    event = CaseEvent.objects.latest("number")
    assert (event.kind, event.by) == ("second factor removed", kim.token)


@pytest.mark.usefixtures("strict")
def test_a_key_made_for_somebody_else_or_long_ago_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    ann_of(Role.ASSESSOR)
    add_person("bob", "Bob Baker", PASSWORD)
    client, other = signs_in("ann"), signs_in("bob")
    shown = client.get("/second-factor").content.decode()
    secret = re.search("Key: <code>([A-Z2-7 ]+)</code>", shown)
    assert secret
    form = {**posted(shown), "code": code_of(secret[1].replace(" ", ""))}
    assert "This key is too old" in other.post("/second-factor", form).content.decode()
    monkeypatch.setattr("authorisation.casework.people.second_factor._SECONDS_TO_SET_UP", -1)
    assert "This key is too old" in client.post("/second-factor", form).content.decode()
    assert not Person.objects.exclude(totp_secret="").exists()
