"""What follows on the letter of a case: conditions met, and returns filed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from authorisation.casework.access import roles_of
from authorisation.casework.cases.moving import Actor, add_move, day_of, moving
from authorisation.casework.cases.reading import last_text
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import DischargeText, write_text
from authorisation.casework.models import CaseEvent, Consortium, DueCondition, GroupCase
from authorisation.casework.moves import MOVES, OF_A_GROUP, CaseMove
from authorisation.errors import InvalidOption
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.forms.filed_yaml import written_group
from authorisation.language.answers.returns import ReturnsContext, read_returns
from authorisation.language.answers.returns_head import ReturnsHead
from authorisation.language.regime.load import LoadedRegime
from authorisation.language.yaml.characters import looks_zipped
from authorisation.model.calendar import periods_due_by
from authorisation.model.regime import Regime
from authorisation.model.returns import AuthorisedGroup, ClaimStatus, Period, Share
from authorisation.model.value import fold_code, fold_words
from authorisation.regime.known_returns import returns_known_by
from authorisation.usecases.choose_regime import RegimeChoice
from authorisation.usecases.filesystem.returns_file import ReturnsFile
from authorisation.usecases.forms.returns import returns_of_record
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, MonitorRun, monitor_groups
from authorisation.usecases.records.derive import RecordFile

_OWN_SIDE: Final = MOVES[CaseMove.FILE_RETURNS].roles - OF_A_GROUP
"""Who files returns and is not of the group."""


def discharge(
    actor: Actor,
    case: GroupCase,
    criterion: str,
    evidence: str,
    on: date | None = None,
    reason: str = "",
) -> CaseEvent:
    """Keep that a condition is met, by which document and why.

    Raises:
        NotAllowed: there is no such condition that is open.
        InvalidOption: it was not imposed yet on that day.
    """
    day = on or day_of(case, actor.at)
    said = DischargeText(criterion=criterion, on=day, evidence=evidence, reason=reason)
    with moving(actor, case, CaseMove.DISCHARGE) as locked:
        (decided,) = CaseEvent.last_of([case.uid], [CaseMove.DECIDE])
        imposed = day_of(case, datetime.fromisoformat(decided.at))
        if day < imposed:
            message = f"`{day}` lies before the condition was imposed, on `{imposed}`"
            raise InvalidOption(message, "correct the day")
        unmet = DueCondition.objects.filter(case=locked, criterion=criterion, met_on=None)
        if not unmet.update(met_on=said.on):
            raise NotAllowed(f"no condition `{criterion}` is open")
        return add_move(actor, locked, CaseMove.DISCHARGE, write_text(said))


def begin_watch(actor: Actor, case: GroupCase, library: Library) -> CaseEvent:
    """Begin a file of returns with what was decided: from then on returns are due.

    Raises:
        NotAllowed: it is begun already, or not for this person.
        AuthorisationError: the decision comes out otherwise here.
    """
    with moving(actor, case, CaseMove.FILE_RETURNS) as locked:
        require_own_side(actor, locked)
        if last_text(locked, CaseMove.FILE_RETURNS):
            raise NotAllowed("the returns of this group are watched already")
        return _file(actor, locked, begun_group(locked, library), library)


def file_group(
    actor: Actor,
    case: GroupCase,
    group: AuthorisedGroup,
    library: Library,
    *,
    text: str = "",
    day: date | None = None,
) -> CaseEvent:
    """Keep the group's returns as they are now; those of before stay.

    Of the group's own people what is new came on `day`, that of the act without one, whatever it
    says itself. `text` is what they were read from, and is kept where nothing else is put in.

    Raises:
        NotAllowed: it is another group's, changes what was filed, or says what is not for a group.
        AuthorisationError: it cannot be read again under the failure regime of the rules.
    """
    if not _is_named(case.group, group.name, group.code):
        raise NotAllowed(f"these returns are those of {group.name}")
    with moving(actor, case, CaseMove.FILE_RETURNS) as locked:
        kept = group
        if not roles_of(actor.person, locked) & _OWN_SIDE:
            before = filed_group(locked, library) or begun_group(locked, library)
            _refuse_what_others_say(group, before)
            kept = received(group, before, day or actor.at.date())
        return _file(actor, locked, kept, library, text if kept == group else "")


def file_returns(
    actor: Actor, case: GroupCase, data: bytes, library: Library, day: date | None = None
) -> CaseEvent:
    """Keep an uploaded file of returns, in YAML or a workbook, as `file_group` does.

    Raises:
        NotAllowed: as for `file_group`.
        AuthorisationError: it cannot be read under the failure regime of the rules.
    """
    text = "" if looks_zipped(data) else data.decode("utf-8-sig", "replace")
    group = read_filed(case, data, library)
    return file_group(actor, case, group, library, text=text, day=day)


def received(group: AuthorisedGroup, before: AuthorisedGroup | None, day: date) -> AuthorisedGroup:
    """The group with that day as the one on which came what was not filed before."""
    old = len(before.filed) if before else 0
    new = tuple(replace(each, received_on=day) for each in group.filed[old:])
    return replace(group, filed=(*group.filed[:old], *new))


def read_filed(case: GroupCase, data: bytes, library: Library) -> AuthorisedGroup:
    """The group of an uploaded file of returns.

    Raises:
        AuthorisationError: it cannot be read under the failure regime of the rules.
    """
    return ReturnsFile(data, "returns").group(_context(case.rules, library))


def require_own_side(actor: Actor, case: GroupCase) -> None:
    """Refuse what only who watches the group may say of it.

    Raises:
        NotAllowed: it is somebody of the group itself.
    """
    if not roles_of(actor.person, case) & _OWN_SIDE:
        raise NotAllowed("only a case manager says this")


def filed_group(case: GroupCase, library: Library) -> AuthorisedGroup | None:
    """The group with all that it filed, as it was filed last; None before it is watched."""
    return filed_groups([case], library).get(case.uid)


def filed_groups(cases: Sequence[GroupCase], library: Library) -> dict[str, AuthorisedGroup]:
    """The groups that are watched with all that they filed, by their cases, in one query."""
    rules = {case.uid: case.rules for case in cases}
    filed = CaseEvent.last_of(rules, [CaseMove.FILE_RETURNS])
    return {each.uid: _read(each.text, rules[each.uid], library) for each in filed}


def watched_group(case: GroupCase, library: Library) -> AuthorisedGroup | None:
    """The same with its conditions discharged where the case says so."""
    group = filed_group(case, library)
    return with_discharged(group, case.due) if group else None


def with_discharged(group: AuthorisedGroup, due: Iterable[DueCondition]) -> AuthorisedGroup:
    """A group with its conditions discharged where those of its case are met."""
    met = {row.criterion: row.met_on for row in due if row.met_on}
    conditions = tuple(
        replace(each, discharged_on=met.get(each.id, each.discharged_on))
        for each in group.conditions
    )
    return replace(group, conditions=conditions)


def begun_group(case: GroupCase, library: Library) -> AuthorisedGroup:
    """The group as it was decided on, before it filed anything.

    Raises:
        NotAllowed: nothing was decided.
        AuthorisationError: the decision comes out otherwise here.
    """
    data, name = last_text(case, CaseMove.DECIDE).encode(), Path("the decision")
    if not data:
        raise NotAllowed("nothing was decided yet")
    records = RecordFile(name, library, data)
    return returns_of_record(records, name, regime_of(case.rules, library)).group


def due_returns(group: AuthorisedGroup, regime: Regime, until: date) -> list[Period]:
    """The periods whose return is due by a day and was not filed, the earliest first."""
    known = returns_known_by(group, date.max)
    due = periods_due_by(group.first, until, None, regime.periods)
    return [period for period in due if period not in known]


def monitored(case: GroupCase, group: AuthorisedGroup, library: Library, as_of: date) -> MonitorRun:
    """The history of the group of a case as known on a day; the second engine is not asked."""
    loaded = regime_of(case.rules, library)
    request = Monitoring(rules=loaded.rules.id, library=library, as_of=as_of, second_engine=False)
    return monitor_groups(loaded, [lambda _: group], request, {})


@lru_cache(maxsize=16)
def regime_of(rules: str, library: Library) -> LoadedRegime:
    """The failure regime of the rules of a case, else the one in force when they end."""
    if library.has_regime(rules):
        return library.regime(rules)
    since, ends = library.rule_set(rules).in_force
    return RegimeChoice(library).of(ReturnsHead(day=ends or since))[0].loaded


@lru_cache(maxsize=500)
def _read(text: str, rules: str, library: Library) -> AuthorisedGroup:
    return read_returns(text.encode(), "returns", _context(rules, library))


def _context(rules: str, library: Library) -> ReturnsContext:
    return library.returns_context(regime_of(rules, library))


def read_again(case: GroupCase, group: AuthorisedGroup, library: Library) -> AuthorisedGroup:
    """The group as its file of returns would be read, with every check of the reader.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    return _read(_written(case, group, library), case.rules, library)


def _written(case: GroupCase, group: AuthorisedGroup, library: Library) -> str:
    return dump_yaml(written_group(group, regime_of(case.rules, library).regime))


def _file(
    actor: Actor, locked: GroupCase, group: AuthorisedGroup, library: Library, text: str = ""
) -> CaseEvent:
    text = text or _written(locked, group, library)
    _read(text, locked.rules, library)
    return add_move(actor, locked, CaseMove.FILE_RETURNS, text)


def _refuse_what_others_say(group: AuthorisedGroup, before: AuthorisedGroup) -> None:
    """Refuse what a group's own file says otherwise than before and is not for the group to say."""
    theirs = {
        "when and on what it was authorised": _authorisation(group) == _authorisation(before),
        "what the Board judged and did": (group.capability, group.acts)
        == (before.capability, before.acts),
        "what of its claims was accepted": _accepted(group) <= _accepted(before),
    }
    if group.filed[: len(before.filed)] != before.filed:
        raise NotAllowed("what was filed before stays: file a correction beside it")
    for what, same in theirs.items():
        if not same:
            raise NotAllowed(f"{what} is not for the group to say: leave it as it was")


def _authorisation(group: AuthorisedGroup) -> tuple[object, ...]:
    return (
        *(group.authorised_on, group.first, group.published_facts_only),
        *(dict(group.at_authorisation), group.conditions, group.conditions_known),
    )


def _accepted(group: AuthorisedGroup) -> set[Share]:
    return {
        each
        for filed in group.filed
        for each in filed.shares
        if each.standing is ClaimStatus.ACCEPTED
    }


def _is_named(group: Consortium, name: str, code: str) -> bool:
    if group.code and code:
        return fold_code(group.code) == fold_code(code)
    return fold_words(group.name) == fold_words(name)
