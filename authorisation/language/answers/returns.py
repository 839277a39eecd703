"""Reads a file of returns into an authorised group, or collects every problem in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Final

from authorisation.errors import InvalidSubmission
from authorisation.language.answers.answers import Reading, read_answer, read_answers
from authorisation.language.answers.returns_order import Order
from authorisation.language.answers.submissions import is_question, read_evidence
from authorisation.language.written.returns import WrittenFiled, WrittenReturns, WrittenShare
from authorisation.language.yaml.characters import quoted
from authorisation.language.yaml.document import (
    Document,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Unreadable,
)
from authorisation.language.yaml.fields import Placed
from authorisation.language.yaml.kinds import Kind, looks_zipped, of_another_kind
from authorisation.language.yaml.reading import read_file, shown
from authorisation.language.yaml.scalars import Refused, one_of, suggestion
from authorisation.language.yaml.shape import entries, shape
from authorisation.model.canonical import sha256
from authorisation.model.question import Question, ValueType
from authorisation.model.regime import CAPABILITIES, Regime
from authorisation.model.returns import (
    Capability,
    ConditionSet,
    Filed,
    Group,
    Period,
    Proof,
    Share,
    Standing,
)
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer

MAX_RETURNS: Final = 1_000
_AMOUNT: Final = Question(
    path="amount",
    type=ValueType.MONEY,
    ask="How much of the overspend does the cause explain?",
    unit="GBP",
    minimum=Decimal(0),
    decimals=2,
)


@dataclass(frozen=True, slots=True)
class Against:
    """The regime, the questions and the calendar by which a file of returns is read."""

    regime: Regime
    bank: MappingOf[str, Question]
    """Every question that returns may answer under any rules, for the remedy."""
    authorisation: MappingOf[str, Question]
    """Every question of an application, for the remedy."""
    asking: Callable[[str], tuple[str, ...]]
    """Returns the ids of the rule sets whose regime asks a question, for the remedy."""
    named: Callable[[str], Period | None]
    """Returns the period of a label; None where there is none."""
    running: Callable[[date], Period]
    """Returns the period in which a day lies; ValueError where that is too far away."""
    example: str
    """The label of a period, for remedies."""


def load_returns(path: Path, against: Against) -> Group:
    """Return the group whose returns a file holds.

    Raises:
        UnreadableFile: if the file cannot be read at all.
        InvalidSubmission: with every problem in it.
    """
    return read_returns(read_file(path), shown(path), against)


def read_returns(data: bytes, file: str, against: Against) -> Group:
    """Return the group whose returns these bytes hold; `file` names them in messages.

    Raises:
        InvalidSubmission: with every problem in it; nothing is half taken over.
    """
    if looks_zipped(data):
        remedy = "`authorise form SET --returns` writes a file to fill in"
        said = "this is a workbook, and returns are filed as YAML"
        raise InvalidSubmission([Problem(Location(file), said, remedy)])
    try:
        root = Document.parse(data, file).root
    except Unreadable as error:
        raise InvalidSubmission([error.problem]) from None
    return group_of(root, file, against)


def group_of(root: Node, file: str, against: Against) -> Group:
    """Build the group from the entries of its file of returns.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    if other := of_another_kind(root, Kind.RETURNS):
        raise InvalidSubmission([other])
    reader = _Reader(against, file)
    group = reader.group(root)
    if reader.problems or group is None:
        raise InvalidSubmission(reader.problems)
    return group


@dataclass(slots=True)
class _Reader:
    """Reads one file, adding every problem."""

    against: Against
    file: str
    problems: list[Problem] = field(default_factory=list)
    unasked: dict[str, list[Location]] = field(default_factory=dict)
    """Where each question was answered that the regime does not ask."""

    def group(self, root: Node) -> Group | None:
        node = entries(root, self.problems)
        written = (
            None
            if self.problems
            else shape(WrittenReturns, node, self.problems, self._where_it_belongs)
        )
        if written is None:
            return None
        first = self._first(written, node)
        if first is None:
            return None
        regime = self.against.regime
        answers = self._answers(node.get("at_authorisation"), regime.authorisation)
        filed = tuple(self._filed(written, node, first))
        conditions = tuple(self._conditions(written, node))
        capability = tuple(self._capability(written, node))
        self.problems += self._not_asked()
        counted = (
            *(written.name, written.code, written.authorised_on, first),
            *(answers, filed, conditions, capability),
        )
        return Group(
            name=written.name,
            code=written.code,
            note=written.note,
            sources=tuple(cited.text for cited in written.source),
            published_facts_only=written.published_facts_only,
            first=first,
            authorised_on=written.authorised_on,
            at_authorisation=MappingProxyType(answers),
            conditions=conditions,
            conditions_known=written.conditions is not None,
            capability=capability,
            filed=filed,
            file=self.file,
            sha256=sha256(counted),
        )

    def _where_it_belongs(self, key: str) -> str:
        if is_question(key, self.against.bank):
            return "it is a question: indent it, so that it stands under the `answers` of a return"
        if is_question(key, self.against.authorisation):
            return "it is a question: indent it, so that it stands under `at_authorisation`"
        return ""

    def _first(self, written: WrittenReturns, node: Mapping) -> Period | None:
        day, at = written.authorised_on, node["authorised_on"].at
        try:
            running = self.against.running(day)
        except ValueError:
            said = f"`{day}` is too far away for a group to be watched"
            self._wrong(at, said, "correct the year")
            return None
        first = running
        if written.first is not None:
            given = self._period(written.first)
            if given is None:
                return None
            first, at = given, written.first.at
        if first < running:
            said = f"`{first}` ends before the group was authorised, on `{day}`"
            self._wrong(at, said, "correct `first` or `authorised_on`")
            return None
        since, _ = self.against.regime.rules.in_force
        if first.ends < since:
            rules = quoted(self.against.regime.rules.id)
            said = f"`{first}`, the first period due, ends before {rules} is in force, on `{since}`"
            remedy = "correct `first` or `authorised_on`, or choose other rules with `--rules`"
            self._wrong(at, said, remedy)
            return None
        return first

    def _period(self, written: Placed) -> Period | None:
        period = self.against.named(written.text)
        if period is None:
            every = self.against.regime.periods.every
            said = f"{quoted(written.text)} is not a period of these rules, which ask every {every}"
            self._wrong(written.at, said, f"write it such as `{self.against.example}`")
        return period

    def _conditions(self, written: WrittenReturns, node: Mapping) -> Iterator[ConditionSet]:
        since = written.authorised_on
        for condition, place in zip(
            written.conditions or (), _items(node, "conditions"), strict=True
        ):
            for key, day in (
                ("due_on", condition.due_on),
                ("discharged_on", condition.discharged_on),
            ):
                if day is not None and day < since:
                    said = f"`{day}` lies before the group was authorised, on `{since}`"
                    at = entries(place, [])[key].at
                    self._wrong(at, said, f"correct `{key}` or `authorised_on`")
            yield ConditionSet(
                requires=condition.requires,
                due_on=condition.due_on,
                discharged_on=condition.discharged_on,
            )

    def _capability(self, written: WrittenReturns, node: Mapping) -> Iterator[Capability]:
        graded: set[date] = set()
        for judged, place in zip(written.capability, _items(node, "capability"), strict=True):
            given = entries(place, [])
            if judged.grade not in CAPABILITIES:
                said = f"{quoted(str(judged.grade))} is not a grade of capability"
                self._wrong(given["grade"].at, said, "write 1, 2, 3 or 4")
            if judged.on in graded:
                said = f"capability was graded already on `{judged.on}`"
                self._wrong(given["on"].at, said, "keep one grade a day")
            graded.add(judged.on)
            yield Capability(grade=judged.grade, by=judged.by, on=judged.on, reason=judged.reason)

    def _filed(self, written: WrittenReturns, node: Mapping, first: Period) -> Iterator[Filed]:
        places = _items(node, "returns")
        if len(written.returns) > MAX_RETURNS:
            said = f"more than {MAX_RETURNS:,} returns"
            self._wrong(node.key_at("returns"), said, "let each group have a file of its own")
            return
        order = Order(self._wrong)
        for entry, place in zip(written.returns, places, strict=True):
            filed = self._one(entry, entries(place, []))
            if filed is not None and order.takes(filed, first):
                yield filed

    def _one(self, entry: WrittenFiled, node: Mapping) -> Filed | None:
        named = [name for name in (entry.period, entry.corrects, entry.withdraws) if name]
        if len(named) != 1:
            remedy = "write `period: …`, or `corrects: …` or `withdraws: …` of one filed before"
            self._wrong(node.at, "a return is for exactly one period", remedy)
            return None
        period = self._period(named[0])
        if entry.withdraws is not None and ("answers" in node or "causes" in node):
            self._wrong(node.at, "a return that is withdrawn has no answers", "leave them out")
        if entry.withdraws is None and "answers" not in node:
            self._wrong(node.at, "`answers` is missing")
        regime = self.against.regime
        answers = self._answers(node.get("answers"), regime.returns)
        proofs = entries(node.get("evidence", Mapping(node.at)), [])
        evidence = read_evidence(proofs, entry.evidence, regime.returns, self.problems)
        causes = _items(node, "causes")
        shares = tuple(
            share
            for written, place in zip(entry.causes, causes, strict=True)
            if (share := self._share(written, entries(place, []))) is not None
        )
        for number, share in enumerate(shares):
            if share.amount is not None and share in shares[:number]:
                said = f"the same claim of {quoted(share.cause)} stands here twice"
                self._wrong(share.at, said, "keep one of the two, or say how they differ")
        if period is None:
            return None
        return Filed(
            period=period,
            received_on=entry.received_on,
            answers=MappingProxyType(answers),
            corrects=entry.corrects is not None,
            withdrawn=entry.withdraws is not None,
            reason=entry.reason,
            evidence=MappingProxyType(evidence),
            shares=shares,
            at=named[0].at,
        )

    def _answers(self, node: Node | None, questions: MappingOf[str, Question]) -> dict[str, Answer]:
        if node is None or (isinstance(node, Scalar) and node.empty):
            return {}
        reading, against = Reading(), self.against
        known = {**against.authorisation, **against.bank, **questions}
        answers = read_answers(node, known, reading)
        self.problems += reading.problems
        for path in answers:
            if path not in questions:
                self.unasked.setdefault(path, []).append(reading.places[path])
        return answers

    def _not_asked(self) -> Iterator[Problem]:
        """Yield one problem for each question that the regime does not ask where it is answered."""
        regime = self.against.regime
        for path, (first, *more) in self.unasked.items():
            if path in regime.authorisation:
                said = f"{quoted(path)} is asked once, at authorisation"
                remedy = "write it under `at_authorisation`"
            elif path in regime.returns:
                said = f"{quoted(path)} is asked in every return, not at authorisation"
                remedy = "write it under the `answers` of a return"
            else:
                said = f"{quoted(path)} is not asked by the failure regime of "
                said += quoted(regime.rules.id)
                remedy = self._asked_by(path)
            here = f", here and in {len(more)} more place{'s' if len(more) > 1 else ''}"
            yield Problem(first, said + (here if more else ""), remedy)

    def _asked_by(self, path: str) -> str:
        others = [
            name for name in self.against.asking(path) if name != self.against.regime.rules.id
        ]
        if not others:
            return "leave it out: no failure regime asks it"
        options = " or ".join(quoted(f"--rules {name}") for name in others)
        return f"leave it out, or read it under rules that ask it: {options}"

    def _share(self, written: WrittenShare, node: Mapping) -> Share | None:
        regime = self.against.regime
        abouts = (*regime.lines, *(t.id for t in regime.triggers if not t.line))
        cause = self._one_of(written.cause, tuple(regime.causes), "cause")
        about = self._about(written.about, abouts)
        status = self._one_of(written.status, tuple(map(str, Standing)), "status")
        amount = self._amount(node["amount"]) if "amount" in node else None
        if cause is None or about is None or status is None:
            return None
        return Share(
            cause=cause,
            about=about,
            standing=Standing(status),
            by=written.by,
            on=written.on,
            amount=amount,
            main=written.main,
            claimed_by=written.claimed_by,
            claimed_on=written.claimed_on,
            arose=written.arose,
            evidence=tuple(
                Proof(kind=p.kind.text, document=p.document, by=p.by, on=p.on)
                for p in written.evidence
            ),
            at=node.at,
        )

    def _amount(self, node: Node) -> Decimal | None:
        reading = Reading()
        read = read_answer(node, _AMOUNT, _AMOUNT.path, reading)
        self.problems += reading.problems
        return read if isinstance(read, Decimal) else None

    def _about(self, written: Placed, known: tuple[str, ...]) -> str | None:
        """Return the id of the budget line or trigger that a cause is about.

        An overspend is explained by budget line, not by trigger.
        """
        for trigger in self.against.regime.triggers:
            if trigger.id == written.text and trigger.line:
                said = f"{quoted(trigger.id)} is about money, which is explained by budget line"
                self._wrong(written.at, said, f"write {quoted(trigger.line)}")
                return None
        return self._one_of(written, known, "budget line or trigger")

    def _one_of(self, written: Placed, known: tuple[str, ...], what: str) -> str | None:
        try:
            return one_of(written.text, known)
        except Refused:
            near = suggestion(written.text, known) or f"there are: {', '.join(known)}"
            self._wrong(written.at, f"no {what} is called {quoted(written.text)}", near)
            return None

    def _wrong(self, at: Location, message: str, remedy: str = "") -> None:
        self.problems.append(Problem(at, message, remedy))


def _items(node: Mapping, key: str) -> Sequence:
    """Return the list under a key whose shape is checked; an empty one where it is left out."""
    found = node.get(key)
    return found if isinstance(found, Sequence) else Sequence(node.at)
