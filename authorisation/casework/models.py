"""What the database keeps.

Events are what was done, and never change. What else there is follows from them and is held against
them by `verify`, but for drafts, user names and passwords.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from authorisation.casework.moves import CaseState, Role

_HASH = 64
_NAME = 200


def new_uid() -> str:
    """An id that says nothing, and that no other case bears."""
    return secrets.token_hex(16)


class PersonalValue(models.Model):
    """A personal value and its salt; `token` stands for it in all that is signed.

    Erased, both are empty: the token then leads to nothing.
    """

    token = models.CharField(primary_key=True, max_length=_HASH + 20)
    salt = models.CharField(max_length=_HASH)
    value = models.TextField()


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts; `create_user` is given the name as a personal value."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The account of a user name, however its letters are written, as for signing in."""
        if not username or not username.isprintable():  # PostgreSQL takes no text with a NUL
            raise Person.DoesNotExist
        return self.get(username=Person.normalize_username(username))

    def create_user(
        self, username: str, name: PersonalValue, password: str | None = None
    ) -> Person:
        """Make an account; without a password nobody can sign in to it yet."""
        person = self.model(username=self.model.normalize_username(username), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody with an account. In events a person is the token of the name, whatever the role.

    A user name is kept in small letters.
    """

    username = models.CharField(max_length=_NAME, unique=True)
    name = models.OneToOneField(PersonalValue, on_delete=models.PROTECT, related_name="person")
    is_active = models.BooleanField(default=True)
    password_is_given = models.BooleanField(default=False)
    """Whether somebody else knows the password, so that another is to be chosen first."""
    totp_secret = models.TextField(blank=True)
    """The secret of the second factor, sealed; empty where there is none."""
    totp_step = models.PositiveBigIntegerField(default=0)
    """The step of time whose code was used last; no earlier one is taken."""
    recovery_codes = models.TextField(blank=True)
    """The SHA-256 of each recovery code that was not used, one a line."""

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "username"

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """A user name as it is kept: in small letters, each as the one sign of Unicode for it."""
        return super().normalize_username(username).casefold()

    def get_session_auth_hash(self) -> str:
        """The hash that a session is held against: another password or second factor ends it."""
        return salted_hmac(
            "casework.Person", f"{self.password} {self.totp_secret}", algorithm="sha256"
        ).hexdigest()

    @property
    def token(self) -> str:
        """The name of the person in events."""
        return self.name_id


class Consortium(models.Model):
    """A group, which applies and is watched once it is authorised."""

    name = models.CharField(max_length=_NAME)
    code = models.CharField(max_length=_NAME, blank=True)

    class Meta:
        """A group is known once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=("name", "code"), name="group_once")
        ]


class HeldRole(models.Model):
    """A role that a person has; for applicants and signatories, that of one group."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Role])
    group = models.ForeignKey(Consortium, on_delete=models.CASCADE, null=True, blank=True)

    class Meta:
        """A role is held once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "role", "group"), name="role_once", nulls_distinct=False
            )
        ]


class GroupCase(models.Model):
    """A group's case, from the first answer on; `state` follows from its events."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid)
    group = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="cases")
    rules = models.CharField(max_length=_NAME)
    state = models.CharField(
        max_length=20, choices=[(each.value, each.value) for each in CaseState]
    )
    as_of = models.DateField(null=True, blank=True)
    """The day for which it is assessed; null where that is the day of each act."""

    @property
    def events(self) -> models.QuerySet[CaseEvent]:
        """The events of the case, in order."""
        return CaseEvent.objects.filter(uid=self.uid)

    @cached_property
    def last_number(self) -> int:
        """The number of the last event when this was first asked; 0 where nothing was done yet."""
        last = self.events.last()
        return last.case_number if last else 0

    @property
    def due(self) -> models.QuerySet[DueCondition]:
        """The conditions of its authorisation, by the day on which they are due."""
        return DueCondition.objects.filter(case=self)


class DraftAnswer(models.Model):
    """One answer of a draft, as JSON that the record of a submission holds; personal ones in clear.

    `revision` grows with each change, so that a stale page is noticed.
    """

    case = models.ForeignKey(GroupCase, on_delete=models.CASCADE, related_name="draft")
    path = models.CharField(max_length=_NAME)
    answer = models.TextField(blank=True)
    """Empty where it is not answered, and only evidence is named."""
    evidence = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        """A question is answered once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "path"), name="answer_once")
        ]


class CaseEvent(models.Model):
    """An act as an entry that the installation signed, and its link in the chain of the store.

    The entry is from `uid` to `signature`, and goes from store to store with its case. `text` is
    canonical: a submission, an assessor's view, a record. The link is the rest.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    """The place in the chain of the store, from 1."""
    uid = models.CharField(max_length=32, blank=True)
    """The case; empty for what is done with the store."""
    case_number = models.PositiveBigIntegerField()
    """The place in the chain of the case, from 1; 0 where there is none."""
    kind = models.CharField(max_length=40)
    at = models.CharField(max_length=40)
    """When, in UTC, as ISO 8601 writes it."""
    by = models.CharField(max_length=_HASH + 20, blank=True)
    """The token of who did it; empty where it was done at the machine itself."""
    text = models.TextField()
    previous_in_case = models.CharField(max_length=_HASH, blank=True)
    sha256 = models.CharField(max_length=_HASH)
    key = models.CharField(max_length=_HASH)
    signature = models.CharField(max_length=2 * _HASH)

    commit = models.PositiveBigIntegerField()
    """The number of the first event that was written in the same transaction."""
    previous = models.CharField(max_length=_HASH, blank=True)
    link_sha256 = models.CharField(max_length=_HASH, unique=True)
    link_key = models.CharField(max_length=_HASH)
    link_signature = models.CharField(max_length=2 * _HASH)

    class Meta:
        """Events are read by case."""

        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["uid", "kind"], name="events_of_case")]

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as Django has it
        """Add it; one that is there is never written again."""
        super().save(*args, **{**kwargs, "force_insert": True})

    @classmethod
    def last_of(
        cls, uids: Iterable[str] | models.QuerySet[Any, Any], kinds: Iterable[str]
    ) -> models.QuerySet[CaseEvent]:
        """The last event of any of these kinds of each case, in one query; in order."""
        of_cases = cls.objects.filter(uid__in=uids, kind__in=kinds).order_by()
        last = of_cases.values("uid").annotate(last=models.Max("number")).values("last")
        return cls.objects.filter(number__in=last)


class ChainHead(models.Model):
    """The last event; its row is locked while another is added, so that numbers have no gap."""

    number = models.PositiveBigIntegerField(default=0)
    link_sha256 = models.CharField(max_length=_HASH, blank=True)


class DueCondition(models.Model):
    """A condition of an authorisation; follows from the decision and what discharged it."""

    case = models.ForeignKey(GroupCase, on_delete=models.CASCADE, related_name="conditions")
    criterion = models.CharField(max_length=_NAME)
    requires = models.TextField(blank=True)
    due = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)

    class Meta:
        """The diary is in the order of days."""

        ordering: ClassVar = ["due", "criterion"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case", "criterion"), name="condition_once")
        ]
