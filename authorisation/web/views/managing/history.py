"""What a group's returns come to, what the rules call for, and what was done about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from authorisation.casework.access import may_move, require_move
from authorisation.casework.cases.monitoring import (
    file_group,
    filed_group,
    monitored,
    regime_of,
    require_own_side,
    watched_group,
)
from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.explain.words.titles import upper_initial
from authorisation.model.returns import BoardAct
from authorisation.report.pages.history import history_document
from authorisation.usecases.monitor import describe_monitored_group
from authorisation.web.blocks import findings
from authorisation.web.components import text_rows
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.posted import error_text
from authorisation.web.rendering import page
from authorisation.web.views.lookup import (
    RefusalsAt,
    actor_on_page,
    find_submitted_case,
    person_of,
    posted_texts,
    read_day,
    sent_once,
    watch_day,
)
from authorisation.web.views.managing.watching import find_lettered_case

_IN, _NOT_IN, _DEADLINE = "in ", "not in ", "deadline"
_FIELDS: Final = (
    *("what", "reason", "on[day]", "on[month]", "on[year]"),
    *("until[day]", "until[month]", "until[year]"),
)


@require_safe
def history(request: HttpRequest, uid: str) -> HttpResponse:
    """Show the history of a group, as the engine tells it, with what is called for and was done."""
    case, person = find_lettered_case(request, uid), person_of(request)
    group = watched_group(case, LIBRARY)
    if group is None:
        raise NotAllowed("the returns of this group are not watched yet")
    run = monitored(case, group, LIBRARY, watch_day())
    if run.unusable:
        says = (error_text(run.unusable[0]),)
        back = reverse("watch", args=(uid,))
        return page(request, "message", "The returns cannot be replayed", back=back, says=says)
    described = describe_monitored_group(run.groups[0])
    document = history_document(described)
    latest = described.periods[-1] if described.periods else None
    done = (*described.acts_before, *(act for each in described.periods for act in each.acts))
    called = {
        "Stage": described.stage,
        "What the rules call for": latest.response if latest else "",
        "At once": latest.interim if latest else "",
        "Deadline": latest.deadline if latest else "",
        "What was done": "; ".join(done) or "Nothing is recorded",
    }
    return page(
        request,
        "history",
        "After authorisation",
        back=reverse("watch", args=(uid,)),
        case=case,
        document=document,
        findings=findings(document),
        called=text_rows((name, upper_initial(text)) for name, text in called.items() if text),
        may_record=may_move(person, CaseMove.DISCHARGE, case),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("history", CaseMove.FILE_RETURNS)
def respond(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask what was done about a group; it is kept in its file of returns."""
    case = find_submitted_case(request, uid)
    require_move(person_of(request), CaseMove.FILE_RETURNS, case)
    require_own_side(actor_on_page(request), case)
    group = filed_group(case, LIBRARY)
    if group is None:
        raise NotAllowed("the returns of this group are not watched yet")
    possible = _possible_acts(case)
    fields = posted_texts(request, _FIELDS)
    errors: dict[str, str] = {}
    if request.method == "POST":
        act, errors = _read_act(case, fields, possible)
        if act is not None and not errors:
            acts = tuple(sorted((*group.acts, act), key=lambda each: each.on))
            with RefusalsAt("what", errors):
                file_group(actor_on_page(request), case, replace(group, acts=acts), LIBRARY)
                return redirect("history", uid)
    return page(
        request,
        "respond",
        "What was done?",
        errors=errors,
        back=reverse("history", args=(uid,)),
        case=case,
        fields=fields,
        items=possible,
    )


def _possible_acts(case: GroupCase) -> dict[str, str]:
    stages = regime_of(case.rules, LIBRARY).regime.stages
    return {
        **{f"{_IN}{id_}": f"The group was put in: {s.title}" for id_, s in stages.items()},
        **{f"{_NOT_IN}{id_}": f"The group was not put in: {s.title}" for id_, s in stages.items()},
        _DEADLINE: "The deadline of its stage was moved",
    }


def _read_act(
    case: GroupCase, fields: dict[str, str], possible: dict[str, str]
) -> tuple[BoardAct | None, dict[str, str]]:
    """The act that was posted, None where it has errors, and the errors at each control."""
    what, errors = fields["what"], dict[str, str]()
    if what not in possible:
        errors["what"] = "Choose what was done"
    if not fields["reason"]:
        errors["reason"] = "Say why"
    on = read_day(fields, "on", errors)
    until = None
    if what == _DEADLINE:
        until = read_day(fields, "until", errors, "the new deadline", to_come=True)
    if errors or on is None:
        return None, errors
    by = regime_of(case.rules, LIBRARY).regime.rules.parties.authority
    stage = what.removeprefix(_IN) if what.startswith(_IN) else ""
    not_taken = what.removeprefix(_NOT_IN) if what.startswith(_NOT_IN) else ""
    reason = fields["reason"]
    return BoardAct(
        on=on, by=by, reason=reason, stage=stage, not_taken=not_taken, deadline=until
    ), errors
