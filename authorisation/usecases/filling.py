"""Write a blank submission for a rule set."""

from __future__ import annotations

from pathlib import Path

from authorisation.engine.program import compile_rules
from authorisation.language.load_rules import load_rule_set
from authorisation.model.submission import Stage
from authorisation.usecases.asked import gate_questions
from authorisation.usecases.form import blank_form
from authorisation.usecases.places import rules_root


def blank_submission(
    rules: str, root: Path | None, *, stage: Stage = Stage.SELF_ASSESSMENT, gates_only: bool = False
) -> str:
    """Write the form for the rules as they are on their first day in force."""
    found = load_rule_set(rules, root=rules_root(root))
    first = gate_questions(compile_rules(found), found.in_force[0])
    return blank_form(found, first, stage=stage, gates_only=gates_only)
