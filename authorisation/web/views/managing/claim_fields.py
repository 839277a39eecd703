"""The claim of a cause as the fields of a page, and read from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.http import HttpRequest

from authorisation.language.answers.returns_entries import AMOUNT
from authorisation.model.regime import Regime
from authorisation.model.returns import ClaimStatus, Proof, Share
from authorisation.web.fields.posted import error_text, read_posted
from authorisation.web.fields.written import part, typed
from authorisation.web.views.lookup import posted_number, read_day

_COUNTING: Final = (ClaimStatus.CLAIMED, ClaimStatus.ACCEPTED)
_TEXTS: Final = ("status", "by", "amount", "main", "claimed-by")
_DAYS: Final = {
    "on": "the day on which it was said",
    "arose": "the day on which it arose",
    "claimed-on": "the day on which it was claimed first",
}
_PROOF: Final = {
    "kind": "Choose the kind",
    "document": "Name the document",
    "by": "Say who made the document",
}
"""What asks for each text of a piece of evidence."""
_MOST_PROOFS: Final = 20
DAY_PARTS: Final = ("day", "month", "year")


def proof_names(fields: Mapping[str, str]) -> list[str]:
    """The names of the pieces of evidence on a page."""
    return [f"proof-{at}" for at in range(int(fields["proofs"]))]


def claim_fields(
    request: HttpRequest, claim: Share | None, first: Mapping[str, str]
) -> dict[str, str]:
    """The fields as they were posted, those of the claim as it was saved, or the first ones."""
    found: Mapping[str, str]
    if request.method == "POST":
        found = request.POST
        number = max(1, min(posted_number(request, "proofs"), _MOST_PROOFS - 1))
        number += "more" in request.POST
    else:
        found = _written(claim) if claim else first
        number = max(1, len(claim.evidence) if claim else 0)
    names = [*_TEXTS, *(part(day, of) for day in _DAYS for of in DAY_PARTS)]
    for at in range(number):
        names += [f"proof-{at}-{each}" for each in _PROOF]
        names += [part(f"proof-{at}-on", of) for of in DAY_PARTS]
    return {name: found.get(name, "").strip() for name in names} | {"proofs": str(number)}


def _written(claim: Share) -> dict[str, str]:
    """The fields that a browser would post for a claim."""
    fields = {
        "status": claim.standing.value,
        "by": claim.by,
        "amount": "" if claim.amount is None else f"{claim.amount}",
        "main": "yes" if claim.main else "",
        "claimed-by": claim.claimed_by,
        **day_fields("on", claim.on),
        **day_fields("arose", claim.arose),
        **day_fields("claimed-on", claim.claimed_on),
    }
    for at, proof in enumerate(claim.evidence):
        fields |= {f"proof-{at}-{name}": getattr(proof, name) for name in _PROOF}
        fields |= day_fields(f"proof-{at}-on", proof.on)
    return fields


def day_fields(name: str, day: date | None) -> dict[str, str]:
    """The three fields that a browser would post for a day; none for none."""
    of = {"day": day.day, "month": day.month, "year": day.year} if day else {}
    return {part(name, each): str(number) for each, number in of.items()}


def read_claim(
    fields: Mapping[str, str], cause: str, about: str, regime: Regime
) -> tuple[Share | None, dict[str, str]]:
    """The claim as it was posted, or what is wrong with it at each control."""
    errors: dict[str, str] = {}
    if fields["status"] not in {each.value for each in ClaimStatus}:
        errors["status"] = "Choose what is said of it"
    if not fields["by"]:
        errors["by"] = "Write who says so"
    days = {
        name: read_day(fields, name, errors, what)
        for name, what in _DAYS.items()
        if name == "on" or any(fields[part(name, of)] for of in DAY_PARTS)
    }
    amount = _read_amount(fields, cause, regime, errors) if about in regime.lines else None
    evidence = tuple(_read_proofs(fields, errors))
    on = days["on"]
    if errors or on is None:
        return None, errors
    return Share(
        cause=cause,
        about=about,
        standing=ClaimStatus(fields["status"]),
        by=fields["by"],
        on=on,
        amount=amount,
        main=bool(fields["main"]) and about not in regime.lines,
        claimed_by=fields["claimed-by"],
        claimed_on=days.get("claimed-on"),
        arose=days.get("arose"),
        evidence=evidence,
    ), errors


def _read_amount(
    fields: Mapping[str, str], cause: str, regime: Regime, errors: dict[str, str]
) -> Decimal | None:
    read = read_posted(AMOUNT, {typed(AMOUNT.path): [fields["amount"]]}, AMOUNT.path)
    if read.problems:
        errors["amount"] = error_text(read.problems[0])
    for answer in read.answers:
        if isinstance(answer, Decimal):
            return answer
    if not read.problems and fields["status"] in _COUNTING and not regime.causes[cause].context:
        errors["amount"] = "Write how many pounds it explains"
    return None


def _read_proofs(fields: Mapping[str, str], errors: dict[str, str]) -> list[Proof]:
    """The pieces of evidence, each whole; one of which nothing is said is none."""
    found = []
    names = proof_names(fields)
    for number, name in enumerate(names, start=1):
        texts = {each: fields[f"{name}-{each}"] for each in _PROOF}
        if not any((*texts.values(), *(fields[part(f"{name}-on", of)] for of in DAY_PARTS))):
            continue
        of_which = f" of evidence {number}" if len(names) > 1 else " of the evidence"
        missing = {
            f"{name}-{each}": f"{_PROOF[each]}{of_which}"
            for each, text in texts.items()
            if not text
        }
        errors |= missing
        on = read_day(fields, f"{name}-on", errors, f"the day{of_which}")
        if on is not None and not missing:
            found.append(Proof(**texts, on=on))
    return found
