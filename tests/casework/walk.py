"""A case walked from the first answer to a return, by a person of each role."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final

from authorisation.casework.cases.deciding import decide, send_letter
from authorisation.casework.cases.draft import fill_draft, submit
from authorisation.casework.cases.judging import assess, moderate, propose, take_up
from authorisation.casework.cases.monitoring import discharge, file_returns
from authorisation.casework.cases.moving import Actor, open_case, upload
from authorisation.casework.models import Consortium, GroupCase, Person
from authorisation.casework.moves import OF_A_GROUP, Role
from authorisation.model.submission import Judgement
from authorisation.usecases.library import Library
from tests.casework.people import add_person, give_role
from tests.docs.blocks import ROOT

DAY: Final = date(2012, 10, 1)
ANSWERS: Final = ROOT / "fixtures" / "illustrative-with-conditions.yaml"
RETURNS: Final = ROOT / "fixtures" / "returns" / "illustrative" / "early-warning.yaml"
INDICATED: Final = "full budget with conditions"
PEOPLE: Final = {
    "manager": Role.CASE_MANAGER,
    "signatory": Role.SIGNATORY,
    "assessor 1": Role.ASSESSOR,
    "assessor 2": Role.ASSESSOR,
    "panel 1": Role.PANEL_MEMBER,
    "panel 2": Role.PANEL_MEMBER,
    "decider": Role.DECIDER,
}


@cache
def library() -> Library:
    return Library()


def add_people(group: Consortium) -> dict[str, Person]:
    """A person of each role in `PEOPLE`, of the same name."""
    people = {}
    for name, role in PEOPLE.items():
        people[name] = Person.objects.filter(username=name).first() or add_person(
            name, f"Dr {name}"
        )
        give_role(people[name], role, group if role in OF_A_GROUP else None)
    return people


def check(answer: str, grade: str) -> Judgement:
    return Judgement(
        answer=answer, assessor="", on=DAY, grade=grade, reason="seen", document="The register"
    )


def grade(criterion: str, given: str) -> Judgement:
    return Judgement(criterion=criterion, assessor="", on=DAY, grade=given, reason="seen")


class Walk:
    """A case with the people who move it, each move a minute after the last."""

    def __init__(
        self,
        group: str = "Imaginary Long Shore (illustrative)",
        code: str = "ILL2",
        rules: str = "gpcc-2010",
    ) -> None:
        self.group = Consortium.objects.get_or_create(name=group, code=code)[0]
        self.people: Mapping[str, Person] = add_people(self.group)
        self.at = datetime(2012, 10, 1, 9, tzinfo=UTC)
        self.case: GroupCase = open_case(self.by("manager"), self.group, rules, DAY)

    def by(self, name: str, seen: int | None = None) -> Actor:
        self.at += timedelta(minutes=1)
        return Actor(self.people[name], self.at, seen)

    def submit(self) -> None:
        fill_draft(self.by("signatory"), self.case, ANSWERS.read_bytes(), "a.yaml", library())
        upload(self.by("signatory"), self.case, "constitution.pdf", b"%PDF", "application/pdf")
        submit(self.by("signatory"), self.case, library())

    def assess(self) -> None:
        take_up(self.by("assessor 1"), self.case)
        first = [
            check("population.registered", "checked"),
            check("accountable_officer.name", "checked"),
        ]
        assess(self.by("assessor 1"), self.case, first, library())
        second = [check("population.registered", "not accepted")]
        assess(self.by("assessor 2"), self.case, second, library())

    def moderate(self) -> None:
        sat = [self.people["panel 1"], self.people["panel 2"]]
        settled = [check("population.registered", "checked")]
        moderate(self.by("panel 1"), self.case, settled, sat, library())

    def propose(self) -> None:
        propose(self.by("panel 1"), self.case, INDICATED, "as indicated", [], library())

    def decide(self) -> None:
        decide(self.by("decider"), self.case, INDICATED, "", library())

    def watch(self) -> None:
        send_letter(self.by("manager"), self.case, b"%PDF letter")
        discharge(self.by("manager"), self.case, "MGT-7", "The contract", date(2013, 1, 2))
        file_returns(self.by("manager"), self.case, self.returns(), library())

    def returns(self) -> bytes:
        text = RETURNS.read_text(encoding="utf-8")
        named = text.replace("Imaginary Vale (illustrative)", self.group.name)
        return named.replace("code: ILR1", f"code: {self.group.code}").encode()

    def whole(self) -> GroupCase:
        for part in (
            self.submit,
            self.assess,
            self.moderate,
            self.propose,
            self.decide,
            self.watch,
        ):
            part()
        return self.case


def walk_two() -> None:
    """Two groups with the same people but for the signatory's role, and their cases to the end."""
    two = (("Imaginary Long Shore (illustrative)", "ILL2"), ("Imaginary Short Shore", "ILX"))
    for name, code in two:
        add_people(Consortium.objects.create(name=name, code=code))
    for name, code in two:
        Walk(name, code).whole()
