"""Which passwords are taken: none that few guesses find, and any other that is long enough."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.auth import password_validation
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from authorisation.casework.models import Consortium
from authorisation.casework.moves import Role
from authorisation.casework.people.accounts import add_person, set_password
from authorisation.casework.people.passwords import SITE_WORDS
from authorisation.errors import InvalidOption
from tests.casework.people import AT, give_role
from tests.docs.blocks import ROOT

LONG_ENOUGH = 12


def is_refused(password: str) -> bool:
    try:
        password_validation.validate_password(password)
    except password_validation.ValidationError:
        return True
    return False


@pytest.mark.slow
def test_what_is_known_from_breaches_is_refused_and_so_is_what_is_built_of_it() -> None:
    file = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    common = gzip.decompress(file.read_bytes()).decode().split()
    known = {each for each in (*common, *FREQUENCY_LISTS["passwords"]) if len(each) >= LONG_ENOUGH}
    stems = [each for each in FREQUENCY_LISTS["passwords"] if 8 <= len(each) < LONG_ENOUGH]
    built = [f"{each}2012" for each in stems[:3000:30]]

    assert len(known) > 300
    assert len(built) == 100
    assert [each for each in (*sorted(known), *built) if not is_refused(each)] == []


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "password",
    ["quillfeather12", "Quillfeather Ann", "Ann Archer 2012", "annarcher1234", "Consortium 2012"],
)
def test_names_of_a_person_of_the_group_and_of_the_trade_are_easy(password: str) -> None:
    person = add_person("ann.archer", "Ann Archer", None, AT)
    give_role(
        person, Role.APPLICANT, Consortium.objects.create(name="Imaginary Quillfeather", code="IQ1")
    )

    with pytest.raises(InvalidOption, match="easy to guess"):
        set_password(person, password, AT)
    with pytest.raises(InvalidOption, match="easy to guess"):
        add_person("bob", "Bob Baker", "Bob Baker bob", AT)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    "password",
    [
        "tide lamp oval",
        "ÄÖÜ ¬ 東京 \t x9",
        "q7#vL2 tide lamp oval, as we said in May; K4*, 9 and 12 were not",
        " k9! Wq3# tb ",
    ],
)
def test_any_other_of_whatever_characters_is_taken_as_it_is(password: str) -> None:
    person = add_person("ann", "Ann Archer", password, AT)

    assert person.check_password(password)
    for other in (password[:-1], password.swapcase(), password.strip() + "."):
        assert not person.check_password(other)


def test_the_page_has_the_words_of_the_trade() -> None:
    page = (ROOT / "docs" / "casework.md").read_text(encoding="utf-8")
    assert [word for word in SITE_WORDS if f"*{word}*" not in page] == []
