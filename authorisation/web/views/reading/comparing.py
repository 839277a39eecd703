"""A proposal chosen by a policy lead, and who would come out otherwise under it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from authorisation.casework.access import require
from authorisation.casework.cases.comparing import (
    ComparedSoFar,
    Proposal,
    compare_in_hand,
    proposed_rules,
)
from authorisation.casework.moves import Permission
from authorisation.errors import AuthorisationError
from authorisation.explain.assessment.comparison import OutcomeChange
from authorisation.explain.assessment.page_header import format_rule_set
from authorisation.explain.words.quantities import format_count
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.model.rules import RuleSet
from authorisation.policy.comparison.report import format_responsible, moves_by_outcome
from authorisation.policy.comparison.result import ComparedApplication
from authorisation.report.document import Bar, BarChart, Cell, Document, Table, section
from authorisation.report.pages import headings
from authorisation.web.blocks import findings
from authorisation.web.components import choices
from authorisation.web.domains import LIBRARY, rule_sets
from authorisation.web.fields.posted import error_text
from authorisation.web.listing import ListCell, PageList, list_page
from authorisation.web.rendering import page
from authorisation.web.views.lookup import person_of

_SECONDS: Final = 10.0
"""So long a page may take; what is left by then is compared when it is asked for again."""
_STATEMENT: Final = (
    "By what was submitted and what assessors recorded. Nothing is changed by it, and it is no"
    " decision."
)
_SHOWN: Final = 3
"""How many findings that differ stand on the page for each application."""
_SAME: Final = "same"
_OTHER_FIGURE: Final = "The same rules, with another figure"


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Ask which rules are held against which; for the same rules, which figure is set."""
    require(person_of(request), Permission.COMPARE)
    asked = {
        name: request.GET.get(name, "").strip() for name in ("before", "now", "figure", "value")
    }
    errors: dict[str, str] = {}
    known = LIBRARY.names_and_editions
    if request.GET:
        errors = {} if asked["before"] in known else {"before": "Choose the rules as they are"}
        errors |= {} if asked["now"] in (*known, _SAME) else {"now": "Choose the proposal"}
        if not errors and asked["now"] == _SAME:
            errors = _figure(request, asked)
        if not errors and asked["now"] == _SAME and not asked["figure"]:
            return _ask_figure(request, asked, {})
        if not errors:
            return _result(request, _proposal(asked))
        if "figure" in errors or "value" in errors:
            return _ask_figure(request, asked, errors)
    return page(
        request,
        "choose_proposal",
        "Who would come out otherwise?",
        errors=errors,
        back=reverse("home"),
        fields=asked,
        before=choices(rule_sets(), asked["before"]),
        now=choices({_SAME: _OTHER_FIGURE, **rule_sets()}, asked["now"]),
    )


def _figure(request: HttpRequest, asked: dict[str, str]) -> dict[str, str]:
    """The error in the figure that is set, once it was asked for."""
    if "figure" not in request.GET:
        return {}
    figures = LIBRARY.rule_set(asked["before"]).parameters
    if asked["figure"] not in figures:
        return {"figure": "Choose a figure"}
    try:
        proposed_rules(_proposal(asked), LIBRARY)
    except AuthorisationError as refused:
        return {"value": error_text(refused)}
    return {}


def _proposal(asked: dict[str, str]) -> Proposal:
    if asked["now"] == _SAME:
        setting = f"{asked['figure']}={asked['value']}"
        return Proposal(asked["before"], asked["before"], setting)
    return Proposal(asked["before"], asked["now"])


def _ask_figure(
    request: HttpRequest, asked: dict[str, str], errors: dict[str, str]
) -> HttpResponse:
    rules = LIBRARY.rule_set(asked["before"])
    figures = sorted(rules.parameters.values(), key=lambda each: each.title)
    titles = {each.name: visible(upper_initial(each.title or each.name)) for each in figures}
    return page(
        request,
        "choose_figure",
        "Which figure is another?",
        errors=errors,
        back=reverse("compare"),
        fields=asked,
        rules=visible(rules.title),
        figures=choices(titles, asked["figure"]),
    )


def _result(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    """Show who moves and why, as far as they were compared."""
    try:
        found = compare_in_hand(proposal, LIBRARY, timezone.now(), _SECONDS)
    except AuthorisationError as refused:
        says = (error_text(refused),)
        back = reverse("compare")
        return page(request, "message", "These rules cannot be used", back=back, says=says)
    compared = found.compared
    applications = compared.applications or ()
    moved = sum(each.change.other_outcome for each in applications)
    number = len(applications) + len(found.refused) + len(found.left)
    done = number - len(found.left) - len(found.unattributed)
    counts = (
        f"{moved} of {format_count(len(applications), 'application')} in hand would come to"
        " another outcome."
    )
    return list_page(
        request,
        "comparison",
        "Who would come out otherwise",
        _comparison_list(found),
        back=reverse("compare"),
        counts="",
        moved=counts if len(found.left) < number else "",
        progress=f"{done} of {number} compared so far." if done < number else "",
        go_on=f"?{urlencode(request.GET)}",
        facts=_facts(compared.old, compared.new, proposal),
        funnel=findings(_funnel(found)),
        empty="No application under these rules is in hand: submitted, and not decided yet.",
    )


def _facts(old: RuleSet, new: RuleSet, proposal: Proposal) -> list[str]:
    return [
        f"Before: {format_rule_set(old)}",
        f"Now: {format_rule_set(new)}",
        *([f"Set for this comparison: {proposal.setting}"] if proposal.setting else []),
        _STATEMENT,
    ]


def _comparison_list(found: ComparedSoFar) -> PageList:
    """The list: those who move, then those whose findings alone differ, others, the uncompared."""
    applications = sorted(
        found.compared.applications or (),
        key=lambda each: (
            not each.change.other_outcome,
            not each.change.changes,
            each.change.title,
        ),
    )
    uncompared = [
        *((case, f"Not compared: {error_text(error)}") for case, error in found.refused),
        *((case, "Not compared yet") for case in found.left),
    ]
    return PageList(
        name="comparison",
        headings=(
            "Group",
            "Code",
            "Outcome before",
            "Outcome now",
            "Why",
            headings.FINDINGS_THAT_DIFFER,
        ),
        rows=[
            (
                ListCell(each.change.name),
                ListCell(each.change.code),
                ListCell(upper_initial(each.change.old)),
                ListCell(upper_initial(each.change.new)),
                ListCell(_why(each, found)),
                _findings(each.change),
            )
            for each in applications
        ]
        + [
            tuple(map(ListCell, (case.group.name, case.group.code, "", "", why, "")))
            for case, why in uncompared
        ],
    )


def _why(application: ComparedApplication, found: ComparedSoFar) -> str:
    if any(application is each for each in found.unattributed):
        return "Which change it comes from is not found yet"
    if application.responsible is None:
        return "The same outcome"
    return format_responsible(application.responsible, found.compared)


def _ends(change: OutcomeChange) -> tuple[str, str]:
    return change.old, change.new


def _findings(change: OutcomeChange) -> ListCell:
    """The findings that differ; on the page the first of them."""
    texts, more = list(map(str, change.changes)), len(change.changes) - _SHOWN
    short = f"{'; '.join(texts[:_SHOWN])}; and {more} more" if more > 0 else ""
    return ListCell("; ".join(texts), short=short)


def _funnel(found: ComparedSoFar) -> Document:
    """The page on how many come to each outcome before and now, and move from which to which."""
    applications = found.compared.applications or ()
    moves = sorted(moves_by_outcome(found.compared), key=lambda move: -move.number)
    rows = tuple(
        (Cell(upper_initial(move.old)), Cell(upper_initial(move.new)), Cell(str(move.number)))
        for move in moves
    )
    titles = dict.fromkeys(title for each in applications for title in _ends(each.change))
    bars = [
        Bar(f"{upper_initial(title)} ({when})", number)
        for title in sorted(titles)
        for when, place in (("as the rules are", 0), ("proposed", 1))
        if (number := sum(_ends(each.change)[place] == title for each in applications))
    ]
    parts = [*section(headings.OUTCOMES, (BarChart(tuple(bars)),) if bars else ())]
    table = (Table(("From", "To", "Applications"), rows),) if rows else ()
    parts += section(headings.MOVES, table)
    return Document(title="", kind="", facts=(), sections=tuple(parts), running="")
