"""Derive a kept assessment again, and say what comes out otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from authorisation.engine.assess import assess
from authorisation.engine.program import Program, compile_rules
from authorisation.errors import AuthorisationError, InvalidRecord
from authorisation.language.load_rules import load_rule_set, rule_set_names
from authorisation.language.read import read_file, shown
from authorisation.model.rules import RuleSet
from authorisation.report import again
from authorisation.report.differences import Difference, differences
from authorisation.report.reading import MAX_BYTES, read_record
from authorisation.report.shape import Json
from authorisation.usecases.assessing import Run
from authorisation.usecases.places import rules_root
from authorisation.usecases.recording import record_of

DIFFERS = 13


@dataclass(frozen=True, slots=True)
class Replayed:
    """What comes out otherwise than the record says; nothing where all is the same."""

    differences: tuple[Difference, ...]

    @property
    def exit_code(self) -> int:
        """Give 0 where the same comes out, else 13."""
        return DIFFERS if self.differences else 0


def replay(file: Path, root: Path | None, rules: str | None = None) -> Replayed:
    """Derive a record again under the rule set that it names, or another.

    Raises:
        InvalidRecord: it is no record, or cannot be derived again with these rules.
    """
    data = read_file(file, limit=MAX_BYTES)
    try:
        kept = read_record(data)
        program = compile_rules(_rules(kept, root, rules))
        return Replayed(differences(kept, _again(kept, program)))
    except InvalidRecord as error:
        raise InvalidRecord(f"{shown(file)}: {error}") from None


def _rules(kept: dict[str, Json], root: Path | None, rules: str | None) -> RuleSet:
    folder = rules_root(root)
    name = rules or str(kept["rules"]["id"])
    if rules is None and name not in rule_set_names(folder):
        raise InvalidRecord(
            f"its rules, `{name}`, are not among those found here\n"
            "  help: say where they are with --rules FOLDER or --rules-root FOLDER"
        )
    return load_rule_set(name, root=folder)


def _again(kept: dict[str, Json], program: Program) -> dict[str, Json]:
    rules = program.rules
    others = again.others_of(kept, rules)
    complete = bool(kept["others"]["complete"])
    try:
        assessment = assess(
            program,
            again.submission_of(kept, rules),
            as_of=again.as_of(kept),
            stage=again.stage(kept),
            overrides=again.overrides_of(kept, rules),
            judgements=again.judgements_of(kept, rules),
            others=others,
            complete=complete,
        )
    except InvalidRecord:
        raise
    except AuthorisationError as error:
        raise InvalidRecord(str(error)) from None
    run = Run(program, (assessment,), (), (assessment.submission, *others), complete=complete)
    return record_of(run, assessment)
