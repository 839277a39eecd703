"""What was submitted as an assessor reads it: findings as far as this person may see grades."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.utils import timezone

from authorisation.casework.cases import reading
from authorisation.casework.cases.moving import day_of
from authorisation.casework.events.texts import ViewText, read_text
from authorisation.casework.models import CaseEvent, GroupCase, Person
from authorisation.casework.moves import CaseMove, CaseState
from authorisation.engine.results import Assessment, Finding
from authorisation.model.submission import Judgement, Judgements, Stage, Submission
from authorisation.records.assessment_shape import JudgementRecord, JudgementsRecord
from authorisation.records.inputs import read_recorded_judgements
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.web.domains import LIBRARY, DomainForm, domain_form

_GRADING = frozenset({CaseState.SUBMITTED, CaseState.IN_ASSESSMENT})
"""The states in which nobody sees what they may not see yet."""


class AssessedVersion(msgspec.Struct, frozen=True):
    """A version that was submitted, with what it comes to."""

    event: CaseEvent
    form: DomainForm
    run: AssessmentRun
    own: tuple[Judgement, ...]
    """What the person who looks has recorded of it."""

    @property
    def assessment(self) -> Assessment:
        """The assessment of the version, by what this person may see."""
        return self.run.assessments[0]

    @property
    def submission(self) -> Submission:
        """The submission."""
        return self.assessment.submission

    def findings(self, domain: str) -> tuple[Finding, ...]:
        """The findings of a domain."""
        return tuple(f for f in self.assessment.findings if f.criterion.domain == domain)

    def own_on(self, *, criterion: str = "", answer: str = "") -> Judgement | None:
        """The judgement that the person has recorded of one criterion or answer; None for none."""
        return next((e for e in self.own if (e.criterion, e.answer) == (criterion, answer)), None)


def assessed_version(
    case: GroupCase, person: Person, submitted: CaseEvent | None = None
) -> AssessedVersion:
    """The version that counts, or another that was `submitted`, as this person may see it.

    Raises:
        NotAllowed: nothing was submitted yet.
    """
    submitted, day = submitted or reading.version(case), day_of(case, timezone.now())
    form = domain_form(case.rules, day)
    own = case.events.filter(kind=CaseMove.ASSESS, by=person.token).last()
    view = read_text(own, ViewText) if own else None
    entries = view.judgements.entries if view and view.version == submitted.sha256 else ()
    early = CaseState(case.state) in _GRADING
    visible = reading.views_for(person, submitted, case) if early else ()
    run = reading.run(
        case,
        LIBRARY,
        as_of=day,
        stage=Stage.DECISION,
        judgements=_read(visible, form) if early else None,
        submitted=submitted,
    )
    return AssessedVersion(submitted, form, run, _read(entries, form).entries)


def _read(entries: Sequence[JudgementRecord], form: DomainForm) -> Judgements:
    found = JudgementsRecord(entries=tuple(entries), sha256="")
    return read_recorded_judgements(found, form.program.rules)
