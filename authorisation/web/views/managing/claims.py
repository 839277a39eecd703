"""The causes that a return claims, typed in: what explains what, who says so, and what shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from msgspec.structs import replace as replace_struct

from authorisation.casework.access import roles_of
from authorisation.casework.cases.monitoring import read_again, regime_of
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import OF_A_GROUP
from authorisation.errors import InvalidSubmission
from authorisation.explain.words.quantities import format_amount, format_date
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.forms.returns_yaml import STATUS_WORDS
from authorisation.model.regime import Regime
from authorisation.model.returns import AuthorisedGroup, ClaimStatus, Share
from authorisation.web.components import Params, choices, row_link, summary_row
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.posted import error_text
from authorisation.web.rendering import page
from authorisation.web.views.lookup import person_of
from authorisation.web.views.managing.claim_fields import claim_fields, proof_names, read_claim
from authorisation.web.views.managing.typed import (
    ANOTHER_RETURN,
    TypedReturn,
    filed_return,
    find_watched,
    fingerprint,
    keep_typed,
    typed_return,
)

_GROUP_SAYS: Final = (ClaimStatus.CLAIMED, ClaimStatus.WITHDRAWN)
"""What a group says of its own causes."""
_MOST: Final = 100


@require_safe
def claims(request: HttpRequest, uid: str) -> HttpResponse:
    """List the causes that are claimed in the return that is typed in."""
    case, _ = find_watched(request, uid)
    typed_in = typed_return(request, uid)
    if typed_in is None:
        return redirect("begin-return", uid)
    return page(
        request,
        "claims",
        "The causes that are claimed",
        back=reverse("check-return", args=(uid,)),
        case=case,
        period=typed_in.label,
        rows=claim_rows(case, typed_in.shares),
        next_number=len(typed_in.shares) + 1,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """Ask which cause is claimed of what, then what is said of it and what shows it; or remove it.

    Which cause of what stands in the address.
    """
    case, group = find_watched(request, uid)
    typed_in = typed_return(request, uid)
    if typed_in is None:
        return redirect("begin-return", uid)
    if request.method == "POST":
        number = _number_now(request, typed_in)
        if not number:
            return redirect("claims", uid)  # it was removed, or saved, by the same button before
    if not 1 <= number <= min(len(typed_in.shares) + 1, _MOST):
        raise Http404
    saved = typed_in.shares[number - 1] if number <= len(typed_in.shares) else None
    if request.method == "POST" and "remove" in request.POST:
        keep_typed(request, uid, _with(typed_in, number, None))
        return redirect("claims", uid)
    regime = regime_of(case.rules, LIBRARY).regime
    cause = request.GET.get("cause", saved.cause if saved else "")
    about = request.GET.get("about", saved.about if saved else "")
    is_known = cause in regime.causes and about in _subjects(regime)
    if "choose" in request.GET or not is_known:
        return _choose(request, case, typed_in, cause, about, regime)
    fields = claim_fields(request, saved, _first_fields(request, case, group))
    errors: dict[str, str] = {}
    if request.method == "POST" and "more" not in request.POST:
        share, errors = read_claim(fields, cause, about, regime)
        if request.POST.get("which") != typed_in.which:
            errors = {"status": ANOTHER_RETURN.format(typed_in.label)}
        if share in typed_in.shares:
            return redirect("claims", uid)
        if share is not None and not errors:
            now = _with(typed_in, number, share)
            errors = _refused(case, now, group)
            if not errors:
                keep_typed(request, uid, now)
                return redirect("claims", uid)
    return _page(request, case, typed_in, number, fields, errors, cause, about, regime)


def _number_now(request: HttpRequest, typed_in: TypedReturn) -> int:
    """The number that the claim of a page has by now; 0 where it is there no more."""
    shown = request.POST.get("claim", "")
    if not shown:
        return len(typed_in.shares) + 1
    prints = [fingerprint(each) for each in typed_in.shares]
    return prints.index(shown) + 1 if shown in prints else 0


def _with(typed_in: TypedReturn, number: int, share: Share | None) -> TypedReturn:
    """The return with another claim in the place of one, or behind the last; None removes it."""
    given = () if share is None else (share,)
    shares = (*typed_in.shares[: number - 1], *given, *typed_in.shares[number:])
    return replace_struct(typed_in, shares=shares)


def _refused(case: GroupCase, typed_in: TypedReturn, group: AuthorisedGroup) -> dict[str, str]:
    """Why the return cannot be filed with its claims, at the control of the status."""
    filed = filed_return(case, typed_in, group)
    try:
        read_again(case, replace(group, filed=(*group.filed, filed)), LIBRARY)
    except InvalidSubmission as refused:
        return {"status": ". ".join(map(error_text, refused.problems))}
    return {}


def claim_rows(case: GroupCase, shares: Sequence[Share]) -> list[Params]:
    """The causes that are claimed as rows, each with the page that changes it."""
    regime = regime_of(case.rules, LIBRARY).regime
    subjects = _subjects(regime)
    rows: list[Params] = []
    for number, share in enumerate(shares, start=1):
        title = upper_initial(visible(regime.causes[share.cause].title))
        kinds = {each.id: each.title for each in regime.causes[share.cause].evidence}
        shown = "; ".join(f"{kinds.get(e.kind, e.kind)}: {e.document}" for e in share.evidence)
        says = (
            subjects[share.about],
            format_amount(share.amount, "GBP") if share.amount is not None else "",
            "The main cause" if share.main else "",
            f"{upper_initial(share.standing)} by {share.by}, {format_date(share.on)}",
            f"Shown by {shown}" if shown else "Nothing is named that shows it",
        )
        link = row_link(reverse("claim", args=(case.uid, number)), "Change", title)
        rows.append(summary_row(title, visible(". ".join(filter(None, says))), link))
    return rows


def _subjects(regime: Regime) -> dict[str, str]:
    """The subjects that a cause may explain, by id: budget lines, triggers not about money."""
    lines = {line.id: upper_initial(visible(line.title)) for line in regime.lines.values()}
    triggers = {
        each.id: upper_initial(visible(each.title)) for each in regime.triggers if not each.line
    }
    return {**lines, **triggers}


def _choose(
    request: HttpRequest,
    case: GroupCase,
    typed_in: TypedReturn,
    cause: str,
    about: str,
    regime: Regime,
) -> HttpResponse:
    errors: dict[str, str] = {}
    if "cause" in request.GET or "about" in request.GET:
        errors = {} if cause in regime.causes else {"cause": "Choose what explains it"}
        errors |= {} if about in _subjects(regime) else {"about": "Choose what it explains"}
    causes = {each.id: upper_initial(visible(each.title)) for each in regime.causes.values()}
    return page(
        request,
        "claim_cause",
        "What explains it?",
        errors=errors,
        back=reverse("claims", args=(case.uid,)),
        case=case,
        period=typed_in.label,
        fields={"cause": cause},
        causes=causes,
        subjects=choices({"": "Choose", **_subjects(regime)}, about),
    )


def _page(
    request: HttpRequest,
    case: GroupCase,
    typed_in: TypedReturn,
    number: int,
    fields: Mapping[str, str],
    errors: dict[str, str],
    cause: str,
    about: str,
    regime: Regime,
) -> HttpResponse:
    kind = regime.causes[cause]
    authority = regime.rules.parties.authority
    hints = {
        each.value: upper_initial(visible(words.format(authority)))
        for each, words in STATUS_WORDS.items()
        if each in _statuses(request, case)
    }
    statuses = {each: upper_initial(each) for each in hints}
    kinds = {each.id: upper_initial(visible(each.title)) for each in kind.evidence}
    return page(
        request,
        "claim",
        upper_initial(visible(kind.title)),
        errors=errors,
        back=reverse("claims", args=(case.uid,)),
        case=case,
        period=typed_in.label,
        which=typed_in.which,
        claim=fingerprint(typed_in.shares[number - 1]) if number <= len(typed_in.shares) else "",
        about=_subjects(regime)[about],
        is_line=about in regime.lines,
        may_arise=kind.beyond_before is not None,
        own_side=len(statuses) > len(_GROUP_SAYS),
        is_kept=number <= len(typed_in.shares),
        statuses=choices(statuses, fields["status"], hints=hints),
        fields=fields,
        proofs=proof_names(fields),
        kinds=kinds,
    )


def _statuses(request: HttpRequest, case: GroupCase) -> Sequence[ClaimStatus]:
    """The statuses that this person may give a claim: those that the group gives, or all."""
    return tuple(STATUS_WORDS) if roles_of(person_of(request), case) - OF_A_GROUP else _GROUP_SAYS


def _first_fields(
    request: HttpRequest, case: GroupCase, group: AuthorisedGroup
) -> Mapping[str, str]:
    """The fields of a new claim as they first stand: that the group itself claims it."""
    own = _statuses(request, case) == _GROUP_SAYS
    return {"status": ClaimStatus.CLAIMED.value, "by": group.name if own else ""}
