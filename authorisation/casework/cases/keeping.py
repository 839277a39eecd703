"""What begins a case, and what follows on its letter."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from authorisation.casework.access import require_role
from authorisation.casework.cases.moving import Doer, day_of, keep, move_on, moving
from authorisation.casework.cases.uploads import keep_upload
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import (
    DischargeText,
    OpenedText,
    UploadText,
    write_text,
)
from authorisation.casework.models import (
    CaseEvent,
    Consortium,
    DueCondition,
    GroupCase,
)
from authorisation.casework.moves import CaseMove, CaseState
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.forms.filed_yaml import written_group
from authorisation.language.yaml.decode import looks_zipped
from authorisation.model.value import fold_code, fold_words
from authorisation.usecases.filesystem.returns_file import ReturnsFile
from authorisation.usecases.library import Library


def open_case(doer: Doer, group: Consortium, rules: str, as_of: date | None = None) -> GroupCase:
    """Open a case of a group, to be assessed by rules: for a day, or for that of each act."""
    case = GroupCase(group=group, rules=rules, as_of=as_of, state=CaseState.DRAFT)
    require_role(doer.person, CaseMove.OPEN, case)
    keep_opened(case, doer.at, doer.person.token)
    return case


def keep_opened(case: GroupCase, at: datetime, by: str = "") -> None:
    """Keep a new case; `by` is as for `export_case`."""
    group = case.group
    said = OpenedText(group=group.name, code=group.code, rules=case.rules, as_of=case.as_of)
    with transaction.atomic():
        case.save()
        append(NewEvent(CaseMove.OPEN, write_text(said), by, at, case))


def upload(doer: Doer, case: GroupCase, name: str, data: bytes, media: str) -> CaseEvent:
    """Keep a file with the case, under its hash."""
    said = UploadText(sha256=keep_upload(data), name=name, size=len(data), media=media)
    return move_on(doer, case, CaseMove.UPLOAD, said)


def discharge(
    doer: Doer, case: GroupCase, criterion: str, evidence: str, on: date | None = None
) -> CaseEvent:
    """Keep that a condition is met.

    Raises:
        NotAllowed: there is no such condition that is open.
    """
    said = DischargeText(criterion=criterion, on=on or day_of(case, doer.at), evidence=evidence)
    with moving(doer, case, CaseMove.DISCHARGE) as locked:
        unmet = DueCondition.objects.filter(case=locked, criterion=criterion, met_on=None)
        if not unmet.update(met_on=said.on):
            raise NotAllowed(f"no condition `{criterion}` is open")
        return keep(doer, locked, CaseMove.DISCHARGE, write_text(said))


def file_returns(doer: Doer, case: GroupCase, data: bytes, library: Library) -> CaseEvent:
    """Keep the group's file of returns as it is now, a workbook as YAML; those of before stay.

    Raises:
        NotAllowed: it is another group's.
        AuthorisationError: it cannot be read under the failure regime of the rules.
    """
    context = library.returns_context(library.regime(case.rules))
    group = ReturnsFile(data, "returns").group(context)
    if not _is_named(case.group, group.name, group.code):
        raise NotAllowed(f"these returns are those of {group.name}")
    if looks_zipped(data):
        text = dump_yaml(written_group(group, context.regime))
    else:
        text = data.decode("utf-8-sig")
    with moving(doer, case, CaseMove.FILE_RETURNS) as locked:
        return keep(doer, locked, CaseMove.FILE_RETURNS, text)


def _is_named(group: Consortium, name: str, code: str) -> bool:
    if group.code and code:
        return fold_code(group.code) == fold_code(code)
    return fold_words(group.name) == fold_words(name)
