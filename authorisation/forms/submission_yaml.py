"""The form of a submission as YAML: each question as a comment over the place for its answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.forms.answers_yaml import dump_yaml
from authorisation.forms.sections import UNANSWERED_WORDS, FormSection
from authorisation.forms.yaml_lines import comment_lines, evidence_lines, head_lines, question_lines
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Submission


def render_submission(rules: RuleSet, sections: Sequence[FormSection], begun: Submission) -> str:
    """The text of a submission with what is `begun`, section by section.

    Every other answer stands behind one `#`, so the text loads as it is: what is left out was not
    answered. The day on which what is begun was received has no place in it.
    """
    lines = [*_head(rules, sections, begun)]
    for section in sections:
        lines += ["", f"  ## {section.heading}"]
        for topic in section.topics:
            lines += [
                "",
                f"  ## {topic.title}",
                *question_lines(topic.questions, answers=begun.answers),
            ]
    questions = (q for section in sections for topic in section.topics for q in topic.questions)
    lines += ["", *evidence_lines(next((q.path for q in questions), ""), "", begun.evidence)]
    return "\n".join(lines) + "\n"


def _head(rules: RuleSet, sections: Sequence[FormSection], begun: Submission) -> Iterator[str]:
    what = "a submission that is begun" if begun.answers else "a blank submission"
    yield from head_lines(rules, what, f", which {UNANSWERED_WORDS[begun.stage]}")
    yield from comment_lines("Where it says so, write none for there is none.", indent="")
    yield "##"
    for section in sections:
        yield f"## {section.count:>4}  {section.words}"
    yield f"## {sum(section.count for section in sections):>4}  questions in all"
    yield ""
    yield from dump_yaml({"name": begun.name}).splitlines()
    yield from dump_yaml({"code": begun.code}).splitlines() if begun.code else ["# code: '00A'"]
    yield f"stage: {begun.stage.value}"
    day = begun.as_of or rules.in_force[0]
    yield f"as_of: {day.isoformat()}"
    first = day == rules.in_force[0]
    yield (
        "## as_of is the day on which these answers are to be assessed, for the rules are dated"
        f"{':' if first else ''}"
    )
    if first:
        yield "## that on which they begin stands here, so put your own"
    if begun.note:
        yield from dump_yaml({"note": begun.note}).rstrip("\n").split("\n")
    if begun.published_facts_only:
        yield "published_facts_only: true"
    yield ""
    yield "answers:"
