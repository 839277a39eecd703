"""The context of every explanation: assessment, program, and the words for names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import replace

from authorisation.engine.analysis.provenance import step_provenance
from authorisation.engine.evidence import unaccepted_answers
from authorisation.engine.plans.plan import ItemsPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Step
from authorisation.explain.assessment.provenance import ProvenanceWords, describe_provenance
from authorisation.explain.words.titles import Titles
from authorisation.model.submission import Judgement


class View(msgspec.Struct, frozen=True):
    """An assessment with the words for its names; inside a loop, `titles` has its variable too."""

    assessment: Assessment
    program: Program
    titles: Titles
    unaccepted: Mapping[str, tuple[Judgement, ...]]
    """The checks of each answer that assessors do not accept, by its path."""

    @classmethod
    def of(cls, assessment: Assessment, program: Program) -> View:
        """The view of a whole assessment, outside any loop."""
        unaccepted = unaccepted_answers(assessment.submission, assessment.counted_judgements)
        titles = Titles(assessment.rules, not_accepted=frozenset(unaccepted))
        return cls(assessment, program, titles, unaccepted)

    def parts(self, step: Step) -> Iterator[tuple[Step, View]]:
        """Yield the parts of a step, each with the view that has the words for its names."""
        inside = self
        if isinstance(step.plan, ItemsPlan):
            question = next((r.question for r in step.plan.references if r.question), "")
            inside = replace(self, titles=self.titles.within(step.plan.condition.item, question))
        return ((part, inside) for part in step.because)

    def provenance(self, step: Step) -> tuple[ProvenanceWords, ...]:
        """Every value that a step used, and where it came from."""
        values = step_provenance(step, self.assessment, self.program)
        return tuple(describe_provenance(value, self.titles) for value in values)
