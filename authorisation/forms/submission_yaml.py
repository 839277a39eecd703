"""The blank submission as YAML: each question as a comment over the place for its answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.forms.sections import UNANSWERED_WORDS, FormSection
from authorisation.forms.yaml_lines import (
    comment_lines,
    evidence_lines,
    head_lines,
    question_lines,
)
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage


def render_blank_submission(
    rules: RuleSet, sections: Sequence[FormSection], *, stage: Stage
) -> str:
    """The text of a submission without answers, section by section.

    Every answer stands behind one `#`, so the text loads as it is: what is left out was not
    answered.
    """
    lines = [*_head(rules, sections, stage)]
    for section in sections:
        lines += ["", f"  ## {section.heading}"]
        for topic in section.topics:
            lines += ["", f"  ## {topic.title}", *question_lines(topic.questions)]
    questions = (q for section in sections for topic in section.topics for q in topic.questions)
    lines += ["", *evidence_lines(next((q.path for q in questions), ""), indent="")]
    return "\n".join(lines) + "\n"


def _head(rules: RuleSet, sections: Sequence[FormSection], stage: Stage) -> Iterator[str]:
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
    yield f"as_of: {rules.in_force[0].isoformat()}"
    yield "## as_of is the day on which these answers are to be assessed, for the rules are dated:"
    yield "## that on which they begin stands here, so put your own"
    yield ""
    yield "answers:"
