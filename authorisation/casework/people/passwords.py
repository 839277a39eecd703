"""Which passwords are too easy to guess."""

from __future__ import annotations

import re
from typing import Final

from django.core.exceptions import ValidationError

from authorisation.casework.models import HeldRole, Person

SITE_WORDS: Final = ("authorisation", "clinical", "commissioning", "consortium", "consortia", "nhs")
"""Words of the trade, which whoever guesses begins with; docs/casework.md has them."""
_ENOUGH: Final = 4
"""The strength of zxcvbn from which 10 000 000 000 guesses are not enough."""
_LOOKED_AT: Final = 72
"""How many characters are looked at; what is longer is not easier."""


class HardToGuess:
    """A validator of Django's: refuses what is known from breaches or built of known words.

    The words of the trade, the names of the person and of the person's groups are known too.
    """

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse a password that few guesses find.

        Raises:
            ValidationError: it is one.
        """
        from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists of words take a while to load

        known = [*SITE_WORDS, *(_words_of(user) if user else ())]
        if zxcvbn(password[:_LOOKED_AT], user_inputs=known)["score"] < _ENOUGH:
            raise ValidationError("This password is easy to guess. Add another word.")

    def get_help_text(self) -> str:
        """The text of what the validator asks for."""
        return "A password must not be easy to guess."


def _words_of(person: Person) -> list[str]:
    """The words of a person: user name, name, and the names and codes of the person's groups."""
    texts = [person.username, person.name.value if person.name_id else ""]
    if person.pk:
        groups = HeldRole.objects.filter(person=person, group__isnull=False)
        texts += [each for row in groups.values_list("group__name", "group__code") for each in row]
    return [*texts, *(word for text in texts for word in re.findall(r"\w{3,}", text))]
