"""What a panel proposes to decide otherwise than the rules indicate, criterion by criterion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec
from django.http import HttpRequest

from authorisation.errors import InvalidSubmission
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.language.answers.from_python import judgements_from_python
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location
from authorisation.model.submission import Departure
from authorisation.model.verdict import SETTLED
from authorisation.web.assessed_version import AssessedVersion
from authorisation.web.components import Params, choices
from authorisation.web.fields.posted import error_text
from authorisation.web.views.lookup import person_of, posted_number

_MISSING: Final = {
    "criterion": "choose the criterion",
    "verdict": "choose what is decided in its place",
    "reason": "say why",
}
"""What asks for each control of a departure."""
_MOST: Final = 100


class DepartureFields(msgspec.Struct, frozen=True):
    """The fields of one departure as they stand on the page."""

    name: str
    title: str
    """What tells it from the others, on the page and in what is wrong with it."""
    given: Mapping[str, str]
    criteria: list[Params]
    verdicts: list[Params]


def departure_fields(request: HttpRequest, version: AssessedVersion) -> list[DepartureFields]:
    """The departures as they were posted, and an empty one where one more is asked for."""
    number = max(0, min(posted_number(request, "departures"), _MOST))
    number += "more" in request.POST
    return [_fields(n, request, version) for n in range(number)]


def read_departures(
    request: HttpRequest, fields: list[DepartureFields], rules: RuleSet, day: date
) -> tuple[list[Departure], dict[str, str]]:
    """The departures posted, each at its control, and the errors in them; what is empty is none."""
    found: list[Departure] = []
    errors: dict[str, str] = {}
    for each in fields:
        if not any(each.given.values()):
            continue
        missing = {
            f"{each.name}-{n}": f"{each.title}: {asks}"
            for n, asks in _MISSING.items()
            if not each.given[n]
        }
        if missing:
            errors |= missing
            continue
        entry = {**each.given, "by": person_of(request).name.value, "on": day}
        try:
            (read,) = judgements_from_python({"departures": [entry]}, rules).departures
            at = Location(f"{each.name}-verdict")
            found.append(msgspec.structs.replace(read, at=at))
        except InvalidSubmission as refused:
            errors[f"{each.name}-verdict"] = f"{each.title}: {error_text(refused.problems[0])}"
    return found, errors


def idle_errors(refused: InvalidSubmission, fields: list[DepartureFields]) -> dict[str, str]:
    """The errors of departures that depart from nothing, at each control."""
    titles = {f"{each.name}-verdict": f"{each.title}: " for each in fields}
    return {
        each.at.file if each.at.file in titles else "outcome": titles.get(each.at.file, "")
        + error_text(each)
        for each in refused.problems
    }


def _fields(number: int, request: HttpRequest, version: AssessedVersion) -> DepartureFields:
    name = f"departure-{number}"
    given = {of: request.POST.get(f"{name}-{of}", "").strip() for of in _MISSING}
    criteria = {
        each.criterion.id: f"{each.criterion.id}: {visible(each.criterion.title)},"
        f" {VERDICT_WORDS[each.verdict]}"
        for each in version.assessment.findings
    }
    verdicts = {each.value: upper_initial(VERDICT_WORDS[each]) for each in SETTLED}
    return DepartureFields(
        name,
        f"Departure {number + 1}",
        given,
        choices({"": "Choose a criterion", **criteria}, given["criterion"]),
        choices(verdicts, given["verdict"]),
    )
