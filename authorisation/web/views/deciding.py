"""A panel settles what assessors differ on, and proposes; somebody else decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from markupsafe import Markup

from authorisation.casework.access import require_move
from authorisation.casework.cases import deciding, judging, reading
from authorisation.casework.cases.moving import day_of
from authorisation.casework.models import GroupCase, Person
from authorisation.casework.moves import CaseMove, Role
from authorisation.casework.people.roles import holders_of
from authorisation.errors import AuthorisationError, InvalidSubmission
from authorisation.explain.words.answer_changes import format_question
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import format_grade
from authorisation.language.answers.from_python import judgements_from_python
from authorisation.model.submission import CHECKED, NOT_ACCEPTED, Judgement
from authorisation.records.assessment_shape import JudgementRecord
from authorisation.report.letters.letter import Letter
from authorisation.usecases.delivery.assessments import explain_outcome
from authorisation.web.answers import answer_value
from authorisation.web.assessed_version import AssessedVersion, assessed_version
from authorisation.web.blocks import findings
from authorisation.web.components import Params, choices
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.posted import error_text
from authorisation.web.rendering import page
from authorisation.web.views.assessing.judging import judgement_errors
from authorisation.web.views.assessing.overview import MOVE_TITLES, outcome_rows
from authorisation.web.views.departures import departure_fields, idle_errors, read_departures
from authorisation.web.views.documents import document_links
from authorisation.web.views.lookup import (
    actor_on_page,
    find_submitted_case,
    person_of,
    posted_texts,
    sent_once,
)

_OUTCOME, _REASON, _SAT, _MORE = "outcome", "reason", "sat", "more"
_CHOOSE: Final = "Choose an outcome"
_SAY_WHY: Final = "Say why"
_ALONE: Final = "Say who sat with you: a panel is two or more"


class DifferingPoint(msgspec.Struct, frozen=True):
    """A point that assessors differ on: a criterion or an answer, and what each of them found."""

    name: str
    """What the fields for it are called after."""
    about: dict[str, str]
    title: str
    shown: Markup
    """The answer, with what shows it; empty for a criterion."""
    findings: tuple[str, ...]
    grades: dict[str, str]
    """Each grade that the panel may give, with its words."""


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("case", CaseMove.MODERATE)
def moderate(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask a panel for the grade of each point on which assessors differ."""
    case = find_submitted_case(request, uid)
    person = person_of(request)
    require_move(person, CaseMove.MODERATE, case)
    version = assessed_version(case, person)
    links = document_links(case, person)
    points = _differing(reading.views_for(person, version.event, case), version, links)
    members = [each for each in holders_of(Role.PANEL_MEMBER) if each != person]
    chosen = request.POST.getlist(_SAT)
    sat = [person, *(each for each in members if str(each.pk) in chosen)]
    errors: dict[str, str] = {}
    if request.method == "POST":
        entries, errors = _settled(request, case, version, points, sat)
        if not errors:
            judging.moderate(actor_on_page(request), case, entries, sat, LIBRARY)
            return redirect("case", uid)
    return page(
        request,
        "moderate",
        MOVE_TITLES[CaseMove.MODERATE],
        errors=errors,
        back=reverse("case", args=(uid,)),
        case=case,
        fields=request.POST,
        points=points,
        members=choices({str(each.pk): each.name.value for each in members}, *chosen),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("case", CaseMove.PROPOSE)
def propose(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for the outcome that the panel proposes, and why."""
    case = find_submitted_case(request, uid)
    require_move(person_of(request), CaseMove.PROPOSE, case)
    fields = posted_texts(request, (_OUTCOME, _REASON))
    version = assessed_version(case, person_of(request))
    departures = departure_fields(request, version)
    errors: dict[str, str] = {}
    if request.method == "POST" and _MORE not in request.POST:
        missing = {_OUTCOME: _CHOOSE, _REASON: _SAY_WHY}
        errors = {name: asks for name, asks in missing.items() if not fields[name]}
        day, rules = day_of(case, timezone.now()), version.form.program.rules
        departing, wrong = read_departures(request, departures, rules, day)
        errors |= wrong
        if not errors:
            try:
                actor = actor_on_page(request)
                judging.propose(actor, case, fields[_OUTCOME], fields[_REASON], departing, LIBRARY)
                return redirect("case", uid)
            except InvalidSubmission as refused:
                errors = idle_errors(refused, departures)
    return page(
        request,
        "propose",
        MOVE_TITLES[CaseMove.PROPOSE],
        errors=errors,
        back=reverse("case", args=(uid,)),
        case=case,
        indicated=findings(explain_outcome(version.run)),
        outcomes=_outcomes(version, fields[_OUTCOME]),
        fields=fields,
        departures=departures,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("case", CaseMove.DECIDE, CaseMove.REFER_BACK)
def decide(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for the decision on what is proposed, show its letter, and keep it; or send it back."""
    case = find_submitted_case(request, uid)
    require_move(person_of(request), CaseMove.DECIDE, case)
    fields = posted_texts(request, (_OUTCOME, _REASON))
    outcome, reason = fields[_OUTCOME], fields[_REASON]
    back = "back" in request.POST
    errors = {}
    if request.method == "POST" and "change" not in request.POST:
        if not back and not outcome:
            errors = {_OUTCOME: _CHOOSE}
        elif back and not reason:
            errors = {_REASON: _SAY_WHY}
        else:
            try:
                actor = actor_on_page(request)
                if "draft" in request.POST:
                    letter = deciding.draft_letter(actor, case, outcome, reason, LIBRARY)
                    return _draft(request, case, letter, fields)
                if back:
                    judging.refer_back(actor, case, reason)
                else:
                    deciding.decide(actor, case, outcome, reason, LIBRARY)
                return redirect("case", uid)
            except AuthorisationError as refused:
                errors = {_REASON: error_text(refused)}
    version = assessed_version(case, person_of(request))
    return page(
        request,
        "decide",
        MOVE_TITLES[CaseMove.DECIDE],
        errors=errors,
        back=reverse("case", args=(uid,)),
        case=case,
        rows=outcome_rows(case, version),
        indicated=findings(explain_outcome(version.run)),
        outcomes=_outcomes(version, outcome),
        fields=fields,
    )


def _draft(
    request: HttpRequest, case: GroupCase, letter: Letter, fields: Mapping[str, str]
) -> HttpResponse:
    """Show the letter that would go out, from which it is decided or changed first."""
    return page(
        request,
        "draft_letter",
        "The letter that would go out",
        back=reverse("decide", args=(case.uid,)),
        case=case,
        letter=letter,
        fields=fields,
    )


def _outcomes(version: AssessedVersion, chosen: str) -> list[Params]:
    """The outcomes of the rules as choices, with what they indicate said beside it."""
    indicated = version.assessment.outcome_ids
    words = "The rules indicate this." if len(indicated) == 1 else "Still possible by the rules."
    titles = {row.id: visible(row.title) for row in version.form.program.rules.outcomes}
    return choices(titles, chosen, hints=dict.fromkeys(indicated, words))


def _differing(
    entries: list[JudgementRecord], version: AssessedVersion, links: Mapping[str, str]
) -> tuple[DifferingPoint, ...]:
    rules = version.form.program.rules
    given: dict[tuple[str, str], list[JudgementRecord]] = {}
    for entry in entries:
        given.setdefault((entry.criterion, entry.answer), []).append(entry)
    found = []
    for number, ((criterion, answer), those) in enumerate(given.items()):
        if len({each.grade for each in those}) > 1:
            scale = rules.criteria[criterion].judgement if criterion else None
            found.append(
                DifferingPoint(
                    f"point-{number}",
                    {"criterion": criterion} if criterion else {"answer": answer},
                    visible(rules.criteria[criterion].title)
                    if criterion
                    else format_question(rules.bank[answer]),
                    answer_value(rules.bank[answer], version.submission, links)
                    if answer
                    else Markup(),
                    tuple(f"{e.assessor}: {e.grade}. {visible(e.reason)}" for e in those),
                    {
                        grade: format_grade(grade, scale)
                        for grade in (scale.grades if scale else (CHECKED, NOT_ACCEPTED))
                    },
                )
            )
    return tuple(found)


def _settled(
    request: HttpRequest,
    case: GroupCase,
    version: AssessedVersion,
    points: tuple[DifferingPoint, ...],
    sat: list[Person],
) -> tuple[list[Judgement], dict[str, str]]:
    """The panel's grades as posted, and what is wrong with them at each control."""
    if points and len(sat) == 1:
        return [], {_SAT: _ALONE}
    entries: list[Judgement] = []
    errors: dict[str, str] = {}
    for point in points:
        names = ("grade", _REASON, "document")
        given = {name: request.POST.get(f"{point.name}-{name}", "").strip() for name in names}
        entry = {
            **point.about,
            **{name: text for name, text in given.items() if text},
            "panel": [each.name.value for each in sat],
            "on": day_of(case, timezone.now()),
        }
        try:
            rules = version.form.program.rules
            entries += judgements_from_python({"moderation": [entry]}, rules).entries
        except InvalidSubmission as refused:
            wrong = judgement_errors(refused.problems, given)
            of = f"{point.title}: " if len(points) > 1 else ""
            errors |= {f"{point.name}-{control}": of + text for control, text in wrong.items()}
    return entries, errors
