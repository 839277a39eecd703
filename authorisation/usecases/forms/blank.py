"""Writes the form of a submission, blank or begun."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from authorisation.engine.program.program import compile_rules
from authorisation.errors import InvalidOption
from authorisation.forms.sections import FormSection, form_sections
from authorisation.forms.submission_yaml import render_submission
from authorisation.forms.weights import question_weights, with_fields_read
from authorisation.forms.yaml_lines import NOTHING
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer
from authorisation.usecases.library import Library
from authorisation.usecases.schema_files import render_editor_lines


def blank_submission(
    rules: RuleSet,
    *,
    stage: Stage = Stage.SELF_ASSESSMENT,
    day: date | None = None,
    answers: Mapping[str, Answer] = NOTHING,
) -> Submission:
    """The submission that a form holds before anybody fills it in.

    `day` is that on which the answers are to be assessed, else the first day of the rules.
    """
    name = f"(the name of your {rules.parties.applicant})"
    return Submission(name=name, stage=stage, as_of=day or rules.in_force[0], answers=answers)


def form_as_yaml(
    rules: str, library: Library, begun: Submission | None = None, *, gates_only: bool = False
) -> str:
    """Write the form, with what is `begun`, for the rules as they are on their first day in force.

    Raises:
        InvalidOption: the form does not ask for one of the answers.
    """
    found, sections, given = _form_parts(rules, library, begun, gates_only=gates_only)
    return render_editor_lines("submission", found, rules) + render_submission(
        found, sections, given
    )


def form_as_workbook(
    rules: str, library: Library, begun: Submission | None = None, *, gates_only: bool = False
) -> bytes:
    """Write the form as a workbook; all else is as `form_as_yaml` has it."""
    from authorisation.forms.workbook.write import render_workbook  # noqa: PLC0415 - not for YAML

    return render_workbook(*_form_parts(rules, library, begun, gates_only=gates_only))


def blank_assessors_file(rules: str, library: Library, source: Path | None = None) -> str:
    """Write an assessor's file that records nothing, for the answers of a submission to be checked.

    Raises:
        InvalidRules: the rules cannot be used.
        InvalidSubmission: the submission cannot be.
    """
    from authorisation.forms.assessor_yaml import render_blank_assessor  # noqa: PLC0415 - likewise
    from authorisation.usecases.assessing.inputs import submission_at  # noqa: PLC0415 - likewise

    found = library.rule_set(rules)
    program = compile_rules(found)
    sections = form_sections(found, question_weights(program, found.in_force[0]), gates_only=False)
    submission = submission_at(source, program) if source else None
    blank = render_blank_assessor(found, sections, submission)
    return render_editor_lines("assessor", found, rules) + blank


def _form_parts(
    rules: str, library: Library, begun: Submission | None, *, gates_only: bool
) -> tuple[RuleSet, tuple[FormSection, ...], Submission]:
    found = library.rule_set(rules)
    program, day = compile_rules(found), found.in_force[0]
    asked = with_fields_read(found, program, day) if gates_only else found
    weighed = question_weights(program, day)
    sections = tuple(form_sections(asked, weighed, gates_only=gates_only))
    given = begun or blank_submission(found)
    paths = {q.path for section in sections for topic in section.topics for q in topic.questions}
    for path in given.answers:
        if path not in paths:
            raise InvalidOption(f"no gate looks at `{path}`", "leave out `--gates`")
    return found, sections, given
