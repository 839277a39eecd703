"""A return as it is typed in, from its period to the claims of its causes.

What is typed is kept in the session, which is that of one person, and lost when the session ends.
"""

from __future__ import annotations

import hashlib
from datetime import date
from types import MappingProxyType
from typing import Final

import msgspec
from django.http import HttpRequest

from authorisation.casework.access import require_move
from authorisation.casework.cases.monitoring import filed_group, regime_of
from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.model.calendar import parse_period
from authorisation.model.question import Question
from authorisation.model.returns import AuthorisedGroup, FiledReturn, Period, Share
from authorisation.model.value import Answer, Evidence
from authorisation.regime.known_returns import returns_known_by
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.posted import read_evidence, read_posted
from authorisation.web.fields.written import EXPLAINED, Fields, Kind, kind_of, written
from authorisation.web.views.lookup import person_of, watch_day
from authorisation.web.views.managing.watching import find_lettered_case

ANSWER: Final = "answer"
"""What the fields of a question are called after."""
AGAIN: Final = "again "
"""What the choice of a period begins with whose return is corrected."""
ANOTHER_RETURN: Final = "You chose another return meanwhile: save again to put this into that of {}"
"""Said where a page was of another one than is being typed in by now."""
_SESSION: Final = "returns"


class TypedReturn(msgspec.Struct, frozen=True):
    """A return that is being typed in."""

    which: str
    """Its period, behind `AGAIN` where it is a correction."""
    reason: str = ""
    fields: dict[str, dict[str, list[str]]] = msgspec.field(default_factory=dict)
    """What was posted for each question, by its path."""
    shares: tuple[Share, ...] = ()
    discharged: dict[str, date] = msgspec.field(default_factory=dict)
    """Since when each condition is met, by its id, as the group says."""

    @property
    def corrects(self) -> bool:
        """Whether it corrects a return that was filed."""
        return self.which.startswith(AGAIN)

    @property
    def label(self) -> str:
        """Its period."""
        return self.which.removeprefix(AGAIN)

    def period(self, case: GroupCase) -> Period:
        """The same under the rules of a case."""
        period = parse_period(self.label, regime_of(case.rules, LIBRARY).regime.periods)
        assert period is not None  # noqa: S101 it was chosen from a list of them
        return period


def typed_return(request: HttpRequest, uid: str) -> TypedReturn | None:
    """The return that this person is typing in of a case; None where nothing is begun."""
    stored = request.session.get(_SESSION, {}).get(uid)
    return msgspec.convert(stored, TypedReturn) if stored else None


def keep_typed(request: HttpRequest, uid: str, typed: TypedReturn | None) -> None:
    """Keep what is typed in, or forget it."""
    stored = {**request.session.get(_SESSION, {}), uid: typed and msgspec.to_builtins(typed)}
    request.session[_SESSION] = {each: says for each, says in stored.items() if says is not None}


def fingerprint(typed_in: TypedReturn | Share) -> str:
    """The mark of what a page shows, by which it changes and files nothing else."""
    return hashlib.sha256(msgspec.json.encode(typed_in)).hexdigest()


def find_watched(request: HttpRequest, uid: str) -> tuple[GroupCase, AuthorisedGroup]:
    """The case whose returns this person files, and its group.

    Raises:
        Http404: it is not for this person.
        NotAllowed: this person files no returns of it, or they are not watched yet.
    """
    case = find_lettered_case(request, uid)
    require_move(person_of(request), CaseMove.FILE_RETURNS, case)
    group = filed_group(case, LIBRARY)
    if group is None:
        raise NotAllowed("the returns of this group are not watched yet")
    return case, group


def asked_in(case: GroupCase) -> dict[str, Question]:
    """The questions that have a page: a list of entries is for a file."""
    questions = regime_of(case.rules, LIBRARY).regime.returns
    return {path: q for path, q in questions.items() if kind_of(q) is not Kind.ENTRIES}


def standing_returns(group: AuthorisedGroup) -> dict[Period, FiledReturn]:
    """The return of each period as it stands, corrections put in."""
    return dict(returns_known_by(group, date.max))


def typed_again(case: GroupCase, filed: FiledReturn) -> dict[str, dict[str, list[str]]]:
    """The fields that a browser would post for the answers of a return, to be corrected."""
    asked = asked_in(case)
    return {
        path: {name: list(texts) for name, texts in written(each, asked[path], ANSWER).items()}
        for path, each in filed.answers.items()
        if path in asked
    }


def typed_answers(case: GroupCase, typed: TypedReturn) -> dict[str, Answer]:
    """The answers that were typed, by the path of the question."""
    found: dict[str, Answer] = {}
    for path, asked in asked_in(case).items():
        for answer in read_posted(asked, typed.fields.get(path, {}), ANSWER).answers:
            found[path] = answer
    return found


def filed_return(case: GroupCase, typed: TypedReturn, group: AuthorisedGroup) -> FiledReturn:
    """The return as it is to be filed; a correction has what it changes alone."""
    period, answers = typed.period(case), typed_answers(case, typed)
    evidence, explained = dict[str, Evidence](), dict[str, str]()
    for path in answers:
        fields = typed.fields[path]
        given, _ = read_evidence(asked_in(case)[path], fields)
        if given is not None:
            evidence[path] = given
        if text := explanation_in(fields):
            explained[path] = text
    if typed.corrects and (stood := standing_returns(group).get(period)):
        answers = {p: a for p, a in answers.items() if stood.answers.get(p, _NOTHING) != a}
    last = max((each.received_on for each in group.filed), default=watch_day())
    return FiledReturn(
        period=period,
        received_on=max(watch_day(), last),
        answers=MappingProxyType(answers),
        corrects=typed.corrects,
        reason=typed.reason,
        evidence=MappingProxyType(evidence),
        explained=MappingProxyType(explained),
        shares=typed.shares,
        discharged=MappingProxyType(typed.discharged),
    )


_NOTHING: Final = object()


def explanation_in(fields: Fields) -> str:
    """Why a figure is right, as it was posted, on one line."""
    return " ".join(next(iter(fields.get(EXPLAINED, ())), "").split())
