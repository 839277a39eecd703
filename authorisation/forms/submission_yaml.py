"""The blank submission as YAML: each question as a comment over the place for its answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from authorisation.forms.sections import NO_LISTS, UNANSWERED_WORDS, FormSection
from authorisation.forms.yaml_lines import (
    comment_lines,
    evidence_lines,
    head_lines,
    question_lines,
)
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.model.value import Items


def render_blank_submission(
    rules: RuleSet,
    sections: Sequence[FormSection],
    *,
    stage: Stage,
    day: date | None = None,
    lists: Mapping[str, Items] = NO_LISTS,
) -> str:
    """The text of a submission without answers but some `lists`, section by section.

    Every other answer stands behind one `#`, so the text loads as it is: what is left out was not
    answered. `day` is that on which it is to be assessed, else
    the first of the rules.
    """
    lines = [*_head(rules, sections, stage, day or rules.in_force[0])]
    for section in sections:
        lines += ["", f"  ## {section.heading}"]
        for topic in section.topics:
            lines += ["", f"  ## {topic.title}", *question_lines(topic.questions, lists=lists)]
    questions = (q for section in sections for topic in section.topics for q in topic.questions)
    lines += ["", *evidence_lines(next((q.path for q in questions), ""), indent="")]
    return "\n".join(lines) + "\n"


def _head(
    rules: RuleSet, sections: Sequence[FormSection], stage: Stage, day: date
) -> Iterator[str]:
    yield from head_lines(rules, "submission", f", which {UNANSWERED_WORDS[stage]}")
    yield from comment_lines("Where it says so, write none for there is none.", indent="")
    yield "##"
    for section in sections:
        yield f"## {section.count:>4}  {section.words}"
    yield f"## {sum(section.count for section in sections):>4}  questions in all"
    yield ""
    yield f"name: (the name of your {rules.parties.applicant})"
    yield "# code: '00A'"
    yield f"stage: {stage.value}"
    yield f"as_of: {day.isoformat()}"
    first = day == rules.in_force[0]
    yield (
        "## as_of is the day on which these answers are to be assessed, for the rules are dated"
        f"{':' if first else ''}"
    )
    if first:
        yield "## that on which they begin stands here, so put your own"
    yield ""
    yield "answers:"
