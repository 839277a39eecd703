"""What turns on a figure that the sources dispute: the outcome, or a finding alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authorisation.engine.assess import assess
from authorisation.engine.plan import GroupPlan, ItemsPlan, LeafPlan, Origin, Plan, Reference
from authorisation.engine.program import Program
from authorisation.engine.steps import Assessment, Turn
from authorisation.model.submission import Submission
from authorisation.model.value import Answer


def contested(assessment: Assessment, program: Program) -> tuple[str, ...]:
    """Name the contested parameters that the rules look at on that day, in their own order."""
    used = _used(program)
    dated = program.on(assessment.dated_on, assessment.overrides).dated
    return tuple(name for name, entry in dated.items() if entry.contested and name in used)


def turns(
    program: Program,
    assessment: Assessment,
    others: tuple[Submission, ...] = (),
    *,
    complete: bool = False,
) -> tuple[Turn, ...]:
    """Assess again under each alternative figure; give those that change an outcome or a finding.

    A parameter that was set for this run is left as it was set.
    """
    found = []
    dated = program.on(assessment.dated_on).dated
    for name in contested(assessment, program):
        if name in assessment.overrides:
            continue
        for alternative in dated[name].contested:
            overrides: Mapping[str, Answer] = {**assessment.overrides, name: alternative.value}
            again = assess(
                program,
                assessment.submission,
                as_of=assessment.as_of,
                stage=assessment.stage,
                overrides=overrides,
                judgements=assessment.judgements,
                others=others,
                complete=complete,
            )
            changed = _changed(assessment, again)
            moves = again.outcome_ids != assessment.outcome_ids
            if changed or moves:
                found.append(
                    Turn(
                        name,
                        alternative.value,
                        alternative.source,
                        again.outcome_ids,
                        changed,
                        moves,
                    )
                )
    return tuple(found)


def _changed(before: Assessment, after: Assessment) -> tuple[tuple[str, str], ...]:
    """Name the findings whose verdict is another, with that verdict."""
    return tuple(
        (new.criterion.id, new.verdict.value)
        for old, new in zip(before.findings, after.findings, strict=True)
        if old.verdict is not new.verdict
    )


def _used(program: Program) -> frozenset[str]:
    names = set()
    for criterion in program.criteria:
        for plan in (criterion.applies, criterion.require):
            names |= {r.name for r in _parameters(plan, program)}
    return frozenset(names)


def _parameters(plan: Plan | None, program: Program) -> Iterator[Reference]:
    match plan:
        case LeafPlan(references=looked_at):
            yield from _through(looked_at, program)
        case ItemsPlan(references=looked_at, body=body):
            yield from _through(looked_at, program)
            yield from _parameters(body, program)
        case GroupPlan(parts=parts):
            for part in parts:
                yield from _parameters(part, program)
        case _:
            return


def _through(looked_at: tuple[Reference, ...], program: Program) -> Iterator[Reference]:
    for reference in looked_at:
        if reference.origin is Origin.PARAMETER:
            yield reference
        elif reference.origin is Origin.DERIVED:
            yield from _through(program.derived_references[reference.name], program)
