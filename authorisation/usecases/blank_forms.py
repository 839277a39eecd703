"""Write a blank submission, or a blank file of returns, for a rule set."""

from __future__ import annotations

from authorisation.engine.program.program import compile_rules
from authorisation.forms.sections import FormSection, form_sections
from authorisation.forms.submission_yaml import render_blank_submission
from authorisation.forms.weights import question_weights, with_fields_read
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.usecases.library import Library
from authorisation.usecases.schema_files import render_editor_lines


def blank_submission(
    rules: str, library: Library, *, stage: Stage = Stage.SELF_ASSESSMENT, gates_only: bool = False
) -> str:
    """Write the form as YAML, for the rules as they are on their first day in force."""
    found, sections = _asked(rules, library, gates_only=gates_only)
    return render_editor_lines("submission", found, rules) + render_blank_submission(
        found, sections, stage=stage
    )


def blank_workbook(
    rules: str, library: Library, *, stage: Stage = Stage.SELF_ASSESSMENT, gates_only: bool = False
) -> bytes:
    """Write the form as a workbook, for the rules as they are on their first day in force."""
    from authorisation.forms.workbook.write import render_blank_workbook  # noqa: PLC0415 - not for YAML

    found, sections = _asked(rules, library, gates_only=gates_only)
    return render_blank_workbook(found, sections, stage=stage)


def blank_file_of_returns(rules: str, library: Library) -> str:
    """Write the form of returns for the first whole period in which the rules are in force.

    Raises:
        InvalidRules: the rules cannot be used, or have no failure regime.
    """
    from authorisation.forms.returns_yaml import render_blank_returns  # noqa: PLC0415 - likewise
    from authorisation.model.calendar import next_period, period_containing  # noqa: PLC0415 - likewise

    regime = library.regime(rules).regime
    since, _ = regime.rules.in_force
    first = period_containing(since, regime.periods)
    if first.begins < since:
        first = next_period(first, regime.periods)
    return render_editor_lines("returns", regime.rules, rules) + render_blank_returns(regime, first)


def _asked(
    rules: str, library: Library, *, gates_only: bool
) -> tuple[RuleSet, tuple[FormSection, ...]]:
    found = library.rule_set(rules)
    program, day = compile_rules(found), found.in_force[0]
    asked = with_fields_read(found, program, day) if gates_only else found
    weighed = question_weights(program, day)
    return found, tuple(form_sections(asked, weighed, gates_only=gates_only))
