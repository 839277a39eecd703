"""What would lead a submission to an outcome: the fewest changes, or the fewest answers missing."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.analysis.repairs.search import smallest_change
from authorisation.analysis.solver import CHANGE_SECONDS
from authorisation.engine.analysis.answer_changes import SmallestChange
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.errors import InvalidOption
from authorisation.language.answers.submissions import evidence_paths
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.scalars import suggest_name, suggest_path
from authorisation.model.question import belongs_to
from authorisation.model.rules import RuleSet


def what_would(
    program: Program,
    assessment: Assessment,
    outcome: str,
    keep: Sequence[str] = (),
    *,
    seconds: float = CHANGE_SECONDS,
) -> tuple[SmallestChange, ...]:
    """The fewest answers that settle it on an outcome, and the fewest changes that lead to it.

    `outcome` is an id or a title; `keep` are paths of questions or of groups of them that stay.
    What settles it comes first, where something is missing and the outcome is still possible;
    changes come after it, where fewer would do.

    Raises:
        InvalidOption: the rules have no such outcome or question.
        EngineUnavailable: the solver is not installed.
    """
    rules = assessment.rules
    wanted, kept = _outcome(outcome, rules), _kept_paths(keep, rules)
    found: list[SmallestChange] = []
    if not assessment.settled and wanted in assessment.outcome_ids:
        settles = smallest_change(
            program, assessment, wanted, keep=kept, only_missing=True, seconds=seconds
        )
        found.append(settles)
    changes = smallest_change(program, assessment, wanted, keep=kept, seconds=seconds)
    settled_by = found[0].number if found else None
    if settled_by is None or (changes.number is not None and changes.number < settled_by):
        found.append(changes)
    return tuple(found)


def _outcome(name: str, rules: RuleSet) -> str:
    """The id of an outcome that is named by id or by title."""
    for row in rules.outcomes:
        if name == row.id or name.casefold() == row.title.casefold():
            return row.id
    ids = [row.id for row in rules.outcomes]
    near = suggest_name(name, ids) or f"there are: {', '.join(ids)}"
    raise InvalidOption(f"{rules.id} has no outcome {quote(name)}", near)


def _kept_paths(names: Sequence[str], rules: RuleSet) -> frozenset[str]:
    """The paths of the questions that are named, by themselves or by a group of them."""
    kept: set[str] = set()
    for name in names:
        paths = [path for path in rules.bank if belongs_to(path, name)]
        if not paths:
            near = suggest_path(name, evidence_paths(rules.bank))
            message = f"no question is called {quote(name)}"
            raise InvalidOption(message, near)
        kept.update(paths)
    return frozenset(kept)
