"""What was submitted, as whoever reads it is shown it: by domain, with its findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from authorisation.casework.access import may_move, require_move, why_not
from authorisation.casework.cases import judging
from authorisation.casework.cases.personal import reveal
from authorisation.casework.cases.reading import last_text, versions
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import ProposalText, read_text
from authorisation.casework.models import GroupCase
from authorisation.casework.moves import CaseMove, CaseState
from authorisation.engine.program.program import Program
from authorisation.engine.results import Finding
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.words.answer_changes import format_question
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import upper_initial
from authorisation.model.question import Question
from authorisation.model.submission import Judgement
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.report.formats.html_blocks import element
from authorisation.report.markup import safe
from authorisation.usecases.delivery.assessments import assessments
from authorisation.usecases.delivery.criterion import explain_findings
from authorisation.usecases.delivery.cross_checks import format_contradictions
from authorisation.web.answers import answer_value
from authorisation.web.assessed_version import AssessedVersion, assessed_version
from authorisation.web.blocks import contents, finding_sections, findings
from authorisation.web.components import Params, row_link, summary_row, text_rows
from authorisation.web.rendering import page
from authorisation.web.views.documents import document_links
from authorisation.web.views.lookup import (
    actor_of,
    actor_on_page,
    find_any_case,
    find_submitted_case,
    person_of,
    sent_once,
)
from authorisation.web.views.managing.links import case_links
from authorisation.web.views.versions import version_rows

NOT_YET, _GRADE = "Not recorded yet", "Your grade"
MOVE_TITLES: Final = {
    CaseMove.MODERATE: "Settle what assessors differ on",
    CaseMove.PROPOSE: "Propose an outcome",
    CaseMove.DECIDE: "Decide",
}
"""The titles of the pages that moves have of their own, by which they are led to."""
_ADDRESSES: Final = {
    CaseMove.MODERATE: "moderate",
    CaseMove.PROPOSE: "propose",
    CaseMove.DECIDE: "decide",
}


def overview(request: HttpRequest, case: GroupCase) -> HttpResponse:
    """Show a case to whoever reads it: its state, its findings by domain, what may be done."""
    person = person_of(request)
    if not versions(case):
        says = ("The group has not submitted its application yet.",)
        return page(
            request,
            "message",
            case.group.name,
            back=reverse("home"),
            says=says,
            links=case_links(person, case),
        )
    version = assessed_version(case, person)
    rows = [
        *text_rows([("State", upper_initial(case.state))]),
        *version_rows(case, own=False),
        *outcome_rows(case, version),
    ]
    return page(
        request,
        "assessment",
        case.group.name,
        back=reverse("home"),
        case=case,
        rules=version.form.program.rules.title,
        rows=rows,
        overlaps=format_contradictions(version.run, version.submission),
        items=[
            _domain_item(case, name, title, version)
            for name, title in version.form.program.rules.domains.items()
            if version.findings(name)
        ],
        next_moves=[
            (reverse(_ADDRESSES[move], args=(case.uid,)), title)
            for move, title in MOVE_TITLES.items()
            if may_move(person, move, case)
        ],
        links=case_links(person, case),
        may_take_up=may_move(person, CaseMove.TAKE_UP, case),
        may_declare=may_move(person, CaseMove.DECLARE_INTEREST, case),
    )


def outcome_rows(case: GroupCase, version: AssessedVersion) -> list[Params]:
    """The rows of a case's proposal or decision, by whom and why, as far as the case is."""
    state = CaseState(case.state)
    if state is CaseState.PROPOSED:
        proposal = case.events.filter(kind=CaseMove.PROPOSE).latest("case_number")
        proposed = read_text(proposal, ProposalText)
        what, outcome, by, why = "Proposed", proposed.outcome, proposal.by, proposed.reason
    elif decided := last_text(case, CaseMove.DECIDE):
        decision = msgspec.json.decode(decided, type=AssessmentRecord).decision
        assert decision is not None  # noqa: S101 as every decision of a case is kept
        what, outcome, by, why = "Decided", decision.outcome, decision.by, decision.departing
    else:
        return []
    titles = {row.id: row.title for row in version.form.program.rules.outcomes}
    says = {what: titles.get(outcome, outcome), "By": reveal(by), "Why": reveal(why)}
    return text_rows((key, text) for key, text in says.items() if text)


@require_POST
def take_up(request: HttpRequest, uid: str) -> HttpResponse:
    """Begin to assess what was submitted."""
    case = find_submitted_case(request, uid)
    try:
        judging.take_up(actor_of(request), case)
    except NotAllowed:
        case.refresh_from_db()
        if not may_move(person_of(request), CaseMove.ASSESS, case):
            raise  # else it was taken up meanwhile, by a second press or by somebody else
    return redirect("case", uid)


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once("case", CaseMove.DECLARE_INTEREST)
def interest(request: HttpRequest, uid: str) -> HttpResponse:
    """Ask for an interest in the group, after which this person judges it no more."""
    case = find_any_case(request, uid)
    require_move(person_of(request), CaseMove.DECLARE_INTEREST, case)
    text = request.POST.get("interest", "").strip()
    if text:
        judging.declare_interest(actor_on_page(request), case, text)
        return redirect("case", uid)
    errors = {"interest": "Say what the interest is"} if request.method == "POST" else {}
    back = reverse("case", args=(uid,))
    title = "Declare an interest"
    return page(request, "interest", title, errors=errors, back=back, case=case)


@require_safe
def indicated(request: HttpRequest, uid: str) -> HttpResponse:
    """Show what the rules indicate for what was submitted, by the grades this person may see."""
    case = find_submitted_case(request, uid)
    document = assessments(assessed_version(case, person_of(request)).run, several=False).first()
    return page(
        request,
        "indicated",
        "What the rules indicate",
        back=reverse("case", args=(uid,)),
        document=document,
        contents=contents(document),
        findings=findings(document),
        case=case,
        submitted=True,
    )


@require_safe
def domain(request: HttpRequest, uid: str, domain: str) -> HttpResponse:
    """Show the findings of a domain in full, and what is to be graded and checked in it."""
    case, person = find_submitted_case(request, uid), person_of(request)
    version = assessed_version(case, person)
    found = version.findings(domain)
    if not found:
        raise Http404
    refusal = why_not(person, CaseMove.ASSESS, case)
    links, program = document_links(case, person), version.run.program
    asked = version.form.domains.get(domain)
    rows_of: Counter[str] = Counter()  # of an answer that several criteria look at

    def answer_rows(questions: Iterable[Question]) -> list[Params]:
        answered = [each for each in questions if each.path in version.submission.answers]
        rows_of.update(each.path for each in answered)
        return [
            _row(
                format_question(each),
                answer_value(each, version.submission, links),
                version.own_on(answer=each.path),
                "" if refusal else reverse("judge-answer", args=(uid, each.path)),
                own_anchor(answer=each.path) if rows_of[each.path] == 1 else "",
            )
            for each in answered
        ]

    def grade_rows(finding: Finding) -> list[Params]:
        criterion = finding.criterion.id
        href = "" if refusal else reverse("judge-criterion", args=(uid, criterion))
        own, anchor = version.own_on(criterion=criterion), own_anchor(criterion=criterion)
        graded = finding.criterion.judgement is not None
        row = _row(_GRADE, Markup(), own, href, anchor, of=finding.criterion.title)
        return [row] if graded else []

    looked_at = {each.criterion.id: _questions_of(each, program) for each in found}
    everywhere = {each.path for questions in looked_at.values() for each in questions}
    document = explain_findings("", found, version.assessment, program)
    *sections, statement = finding_sections(document)
    return page(
        request,
        "assessed_domain",
        version.form.program.rules.domains[domain],
        back=reverse("case", args=(uid,)),
        case=case,
        findings=[
            (shown, [*grade_rows(each), *answer_rows(looked_at[each.criterion.id])])
            for shown, each in zip(sections, found, strict=True)
        ],
        others=answer_rows(
            each for each in (asked.questions if asked else ()) if each.path not in everywhere
        ),
        statement=statement,
    )


def _questions_of(finding: Finding, program: Program) -> list[Question]:
    """The questions that a criterion looks at, each once, in the order in which it does."""
    plan = next(each for each in program.criteria if each.id == finding.criterion.id)
    names = dict.fromkeys(each.question or each.name for each in program.references_of(plan))
    return [program.rules.questions[name] for name in names if name in program.rules.questions]


def _domain_item(case: GroupCase, name: str, title: str, version: AssessedVersion) -> Params:
    found = version.findings(name)
    counts = Counter(f.verdict for f in found)
    hint = ", ".join(f"{VERDICT_WORDS[v]}: {counts[v]}" for v in VERDICT_WORDS if counts[v])
    asked = version.form.domains.get(name)
    paths = {q.path for q in asked.questions} if asked else set()
    criteria = {f.criterion.id for f in found}
    own = sum(e.answer in paths or e.criterion in criteria for e in version.own)
    return {
        "heading": {"text": title},
        "href": reverse("assessed-domain", args=(case.uid, name)),
        "hint": {"text": hint},
        "status": {"text": f"{own} recorded by you" if own else ""},
    }


def own_anchor(*, criterion: str = "", answer: str = "") -> str:
    """The id, on the page of a domain, of what the person has recorded of a criterion or answer."""
    return f"criterion-{criterion}" if criterion else f"answer-{answer}"


def _row(
    title: str, shown: Markup, own: Judgement | None, href: str, anchor: str, *, of: str = ""
) -> Params:
    """A row with what the person has recorded `of` a criterion, its id, and where it is changed."""
    recorded = f"{upper_initial(own.grade)}: {own.reason}" if own else NOT_YET
    about = f"{title}: {visible(of)}" if of else title
    record = (row_link(href, "Change" if own else "Record", about),) if href else ()
    return summary_row(
        element("span", safe(title), name=anchor),
        shown + element("p", safe(recorded), cls="findings-own"),
        *record,
    )
