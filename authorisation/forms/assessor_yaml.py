"""The blank assessor's file as YAML: a place for each check and grade, and for what is decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from authorisation.engine.evidence import answer_evidence
from authorisation.explain.words.quantities import format_value
from authorisation.explain.words.sources import format_grade_notes
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.forms.sections import FormSection
from authorisation.forms.yaml_lines import comment_lines
from authorisation.language.answers.placeholders import ASSESSOR_TO_FILL_IN
from authorisation.model.question import Question
from authorisation.model.rules import Criterion, RuleSet
from authorisation.model.submission import CHECKED, NOT_ACCEPTED, Submission

_MARKS = (
    "Two marks (##) begin an explanation. One mark (#) stands before what you may record: take "
    "away the mark and the space after it from each line of an entry, and from the line that "
    "begins its list, and write behind each colon. What you leave as it is says nothing."
)
_CHECKS = (
    "Checks of answers, each against the document that you read: its grade is "
    f"{CHECKED}, or {NOT_ACCEPTED}: then it counts as not answered."
)
_GRADES = "Grades of what no figure can settle."
_MODERATION = (
    "What a panel of two or more settled where two grades or checks differ; it stands in their "
    "place. It is of a criterion, as here, or of an answer; panel says who sat: [name, name]."
)
_DEPARTURES = (
    "What was decided in place of what the rules indicate, which it never changes: a criterion "
    "with its verdict (met, not met or not applicable), or the outcome, which is one of these."
)


def render_blank_assessor(
    rules: RuleSet, sections: Iterable[FormSection], submission: Submission | None
) -> str:
    """The text of an assessor's file, of a submission where there is one, that records nothing.

    Every entry stands behind `#`, so the text loads as it is. The answers to check are those that
    the submission gives.
    """
    return "\n".join([*_head(rules, submission), *_lists(rules, sections, submission)]) + "\n"


def _head(rules: RuleSet, submission: Submission | None) -> Iterator[str]:
    yield f"## {rules.title} ({rules.id}, edition {rules.edition}): a blank assessor's file"
    yield "##"
    yield from comment_lines(_MARKS, "")
    yield ""
    if submission is None:
        yield "# name: (the name of the group)"
        yield "# code: '00A'"
    else:
        yield from _written("name", submission.name)
        yield from _written("code", submission.code) if submission.code else ["# code: '00A'"]
    yield f"assessor: {ASSESSOR_TO_FILL_IN}"


def _lists(
    rules: RuleSet, sections: Iterable[FormSection], submission: Submission | None
) -> Iterator[str]:
    judged = [each for each in rules.criteria.values() if each.judgement]
    yield from ("", "# judgements:", "", *comment_lines(_CHECKS, ""))
    questions = [q for section in sections for topic in section.topics for q in topic.questions]
    if submission is None:
        yield from _entry_of_check("PATH", "")
    else:
        for question in questions:
            yield from _answer_check(question, submission)
    if judged:
        yield from ("", *comment_lines(_GRADES, ""))
    for criterion in judged:
        yield from _grade(criterion)
    named = judged[0].id if judged else next(iter(rules.criteria), "ID")
    yield from ("", *comment_lines(_MODERATION, ""), "# moderation:")
    yield from _entry(criterion=named, panel="", grade="", document="")
    yield from ("", *comment_lines(_DEPARTURES, ""))
    for row in rules.outcomes:
        yield from comment_lines(f"- {row.id}: {row.title}", "")
    yield "# departures:"
    yield from _entry(criterion=next(iter(rules.criteria), "ID"), verdict="", by="")
    yield from _entry(outcome="", by="")


def _answer_check(question: Question, submission: Submission) -> Iterator[str]:
    """A place for the check of an answer, where it was given."""
    if question.path not in submission.answers:
        return
    answer = submission.answers[question.path]
    words = format_value(answer, question.unit, none=question.none or "none")
    evidence = answer_evidence(question.path, submission)
    document = evidence.citation if evidence else ""
    yield ""
    yield from comment_lines(question.ask, "")
    yield from comment_lines(f"given: {'what is personal' if question.personal else words}", "")
    if not document:
        yield "## without evidence"
    yield from _entry_of_check(question.path, document)


def _entry_of_check(path: str, document: str) -> Iterator[str]:
    yield from _entry(answer=path, grade="", document=document)


def _grade(criterion: Criterion) -> Iterator[str]:
    if criterion.judgement is None:
        return
    yield ""
    yield from comment_lines(f"{criterion.title} ({criterion.id})", "")
    yield from comment_lines(f"guidance: {criterion.judgement.guidance}", "")
    yield from comment_lines(f"grade: one of {', '.join(criterion.judgement.grades)}", "")
    for grade, brings in format_grade_notes(criterion.judgement):
        yield from comment_lines(f"- {grade}: {brings}", "")
    yield from _entry(criterion=criterion.id, grade="", document="")


def _entry(**fields: str) -> Iterator[str]:
    """A place for an entry, with these fields, the day and the reason."""
    lead = "-"
    for name, value in (fields | {"on": "", "reason": ""}).items():
        for line in _written(name, value):
            yield f"#   {lead} {line}"
            lead = " "


def _written(name: str, value: str) -> list[str]:
    """The lines of a field; a text may take several."""
    return dump_yaml({name: value}).splitlines() if value else [f"{name}:"]
