"""What follows on the letter of a case: conditions met, and returns filed."""

from __future__ import annotations

from datetime import date

from authorisation.casework.cases.moving import Actor, add_move, day_of, moving
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import (
    DischargeText,
    write_text,
)
from authorisation.casework.models import (
    CaseEvent,
    Consortium,
    DueCondition,
    GroupCase,
)
from authorisation.casework.moves import CaseMove
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.forms.filed_yaml import written_group
from authorisation.language.yaml.decode import looks_zipped
from authorisation.model.value import fold_code, fold_words
from authorisation.usecases.filesystem.returns_file import ReturnsFile
from authorisation.usecases.library import Library


def discharge(
    actor: Actor, case: GroupCase, criterion: str, evidence: str, on: date | None = None
) -> CaseEvent:
    """Keep that a condition is met.

    Raises:
        NotAllowed: there is no such condition that is open.
    """
    said = DischargeText(criterion=criterion, on=on or day_of(case, actor.at), evidence=evidence)
    with moving(actor, case, CaseMove.DISCHARGE) as locked:
        unmet = DueCondition.objects.filter(case=locked, criterion=criterion, met_on=None)
        if not unmet.update(met_on=said.on):
            raise NotAllowed(f"no condition `{criterion}` is open")
        return add_move(actor, locked, CaseMove.DISCHARGE, write_text(said))


def file_returns(actor: Actor, case: GroupCase, data: bytes, library: Library) -> CaseEvent:
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
    with moving(actor, case, CaseMove.FILE_RETURNS) as locked:
        return add_move(actor, locked, CaseMove.FILE_RETURNS, text)


def _is_named(group: Consortium, name: str, code: str) -> bool:
    if group.code and code:
        return fold_code(group.code) == fold_code(code)
    return fold_words(group.name) == fold_words(name)
