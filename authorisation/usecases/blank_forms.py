"""Write a blank submission, or a blank file of returns, for a rule set."""

from __future__ import annotations

from pathlib import Path

from authorisation.engine.program.program import compile_rules
from authorisation.forms.sections import Section, sections_of
from authorisation.forms.submission_yaml import blank_form
from authorisation.forms.weights import weights
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.usecases.filesystem.places import rules_root
from authorisation.usecases.schema_files import editor_lines


def blank_submission(
    rules: str, root: Path | None, *, stage: Stage = Stage.SELF_ASSESSMENT, gates_only: bool = False
) -> str:
    """Write the form as YAML, for the rules as they are on their first day in force."""
    found, sections = _asked(rules, root, gates_only=gates_only)
    return editor_lines("submission", found, rules) + blank_form(found, sections, stage=stage)


def blank_workbook(
    rules: str, root: Path | None, *, stage: Stage = Stage.SELF_ASSESSMENT, gates_only: bool = False
) -> bytes:
    """Write the form as a workbook, for the rules as they are on their first day in force."""
    from authorisation.forms.workbook.write import form_workbook  # noqa: PLC0415 - not for YAML

    found, sections = _asked(rules, root, gates_only=gates_only)
    return form_workbook(found, sections, stage=stage)


def blank_file_of_returns(rules: str, root: Path | None) -> str:
    """Write the form of returns for the first whole period in which the rules are in force.

    Raises:
        InvalidRules: the rules cannot be used, or have no failure regime.
    """
    from authorisation.forms.returns_yaml import blank_returns  # noqa: PLC0415 - likewise
    from authorisation.language.regime.load import load_regime  # noqa: PLC0415 - not for others
    from authorisation.regime.calendar import after, running  # noqa: PLC0415 - likewise

    regime = load_regime(rules, root=rules_root(root)).regime
    since, _ = regime.rules.in_force
    first = running(since, regime.periods)
    if first.begins < since:
        first = after(first, regime.periods)
    return editor_lines("returns", regime.rules, rules) + blank_returns(regime, first)


def _asked(
    rules: str, root: Path | None, *, gates_only: bool
) -> tuple[RuleSet, tuple[Section, ...]]:
    found = load_rule_set(rules, root=rules_root(root))
    weighed = weights(compile_rules(found), found.in_force[0])
    return found, tuple(sections_of(found, weighed, gates_only=gates_only))
