"""Reads a file of returns into an authorised group, or collects every problem in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from authorisation.errors import InvalidSubmission
from authorisation.language.answers.answers import AnswerReading, read_answers
from authorisation.language.answers.judges import names_group
from authorisation.language.answers.placeholders import RETURNS_IN_YAML, ReturnsWords, check_name
from authorisation.language.answers.returns_entries import (
    BoardReader,
    ReturnOrder,
    build_shares,
    placed_entries,
)
from authorisation.language.answers.submissions import (
    build_evidence,
    evidence_paths,
    parse_document,
)
from authorisation.language.written.answers import WrittenFiled, WrittenReturns
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node
from authorisation.language.yaml.file_kinds import FileKind, check_file_kind
from authorisation.language.yaml.problems import Problems, require_mapping
from authorisation.language.yaml.scalars import PlacedName
from authorisation.language.yaml.shape import validate_shape
from authorisation.model.calendar import example_label, parse_period, period_containing
from authorisation.model.canonical import sha256
from authorisation.model.question import Question
from authorisation.model.regime import Regime
from authorisation.model.returns import AuthorisedGroup, ClaimStatus, FiledReturn, Period, Share
from authorisation.model.source import Location, Problem, Remedy
from authorisation.model.value import Answer

RECEIVED_ON: Final = "received_on"
MAX_RETURNS: Final = 1_000


@dataclass(frozen=True, slots=True)
class ReturnsContext:
    """The regime and the questions by which a file of returns is read."""

    regime: Regime
    since: date
    """The first day on which a period of these rules, or of those they go on from, may end."""
    bank: MappingOf[str, Question]
    """Every question that returns may answer under any rules, for the remedy."""
    authorisation: MappingOf[str, Question]
    """Every question of an application, for the remedy."""
    asking: Callable[[str], tuple[str, ...]]
    """Returns the ids of the rule sets whose regime asks a question, for the remedy."""


def read_returns(data: bytes, file: str, context: ReturnsContext) -> AuthorisedGroup:
    """Return the group whose returns these bytes hold; `file` names them in messages.

    Raises:
        InvalidSubmission: with every problem in it; nothing is half taken over.
    """
    return build_group(parse_document(data, file), file, context)


def build_group(
    root: Node,
    file: str,
    context: ReturnsContext,
    *,
    any_day: bool = False,
    words: ReturnsWords = RETURNS_IN_YAML,
) -> AuthorisedGroup:
    """Build the group from the entries of its file of returns.

    With `any_day` its first period may have ended before the rules are in force, as it has in
    cases that a rule set inherits from an earlier one. `words` are those of the form that it is
    written in.

    Raises:
        InvalidSubmission: with every problem in it.
    """
    if other := check_file_kind(root, FileKind.RETURNS):
        raise InvalidSubmission([other])
    reader = _ReturnsReader(context, file, any_day=any_day, words=words)
    group = reader.group(root)
    if reader.problems or group is None:
        raise InvalidSubmission(reader.problems)
    return group


@dataclass(slots=True)
class _ReturnsReader:
    """Reads one file, adding every problem."""

    context: ReturnsContext
    file: str
    any_day: bool = False
    """Whether the first period may have ended before the rules are in force."""
    words: ReturnsWords = RETURNS_IN_YAML
    problems: Problems = field(default_factory=Problems)
    unasked: dict[str, list[Location]] = field(default_factory=dict)
    """Where each question was answered that the regime does not ask."""

    def group(self, root: Node) -> AuthorisedGroup | None:
        node = require_mapping(root, self.problems)
        written = (
            None
            if self.problems
            else validate_shape(WrittenReturns, node, self.problems, self._misplaced_key_remedy)
        )
        if written is None:
            return None
        first = self._first(written, node)
        if first is None:
            return None
        regime = self.context.regime
        answers = self._answers(node.get("at_authorisation"), regime.authorisation)
        filed = tuple(self._filed(written, node, first))
        if answers or any(each.answers for each in filed):
            self.problems += check_name(written.name, node["name"].at)
        board = BoardReader(written, node, regime, self.problems)
        conditions = tuple(board.conditions())
        board.check_discharges(conditions)
        capability = tuple(board.capability())
        acts = tuple(board.acts())
        self.problems += self._unasked_problems()
        hashed = (
            *(written.name, written.code, written.authorised_on, first),
            *(answers, filed, conditions, capability),
            *([acts] if acts else []),
        )
        sources = tuple(cited.text for cited in written.source)
        listed = written.conditions is not None
        beside = (written.note, sources, written.published_facts_only, listed)
        return AuthorisedGroup(
            name=written.name,
            code=written.code,
            note=written.note,
            sources=sources,
            published_facts_only=written.published_facts_only,
            first=first,
            authorised_on=written.authorised_on,
            at_authorisation=MappingProxyType(answers),
            conditions=conditions,
            conditions_known=listed,
            capability=capability,
            acts=acts,
            filed=filed,
            file=self.file,
            sha256=sha256((hashed, beside)),
            sha256_before=sha256(hashed),
        )

    def _misplaced_key_remedy(self, key: str) -> str:
        if key in evidence_paths(self.context.bank):
            return "it is a question: indent it, so that it stands under the `answers` of a return"
        if key in evidence_paths(self.context.authorisation):
            return "it is a question: indent it, so that it stands under `at_authorisation`"
        return ""

    def _first(self, written: WrittenReturns, node: Mapping) -> Period | None:
        day, at = written.authorised_on, node["authorised_on"].at
        try:
            earliest = period_containing(day, self.context.regime.periods)
        except ValueError:
            message = f"`{day}` is too far away for a group to be watched"
            self.problems.wrong(at, message, "correct the year")
            return None
        first = earliest
        if written.first is not None:
            given = self._period(written.first)
            if given is None:
                return None
            first, at = given, written.first.at
        if first < earliest:
            message = f"`{first}` ends before the group was authorised, on `{day}`"
            self.problems.wrong(at, message, "correct `first` or `authorised_on`")
            return None
        since = self.context.since
        if first.ends < since and not self.any_day:
            rules = quote(self.context.regime.rules.id)
            message = (
                f"`{first}`, the first period due, ends before {rules} is in force, on `{since}`"
            )
            correct = "correct `first` or `authorised_on`"
            remedy = Remedy(f"{correct}, or choose other rules with `--rules`", on_page=correct)
            self.problems.wrong(at, message, remedy)
            return None
        return first

    def _period(self, written: PlacedName) -> Period | None:
        periods = self.context.regime.periods
        period = parse_period(written.text, periods)
        if period is None:
            message = (
                f"{quote(written.text)} is not a period of these rules,"
                f" which ask every {periods.every}"
            )
            self.problems.wrong(written.at, message, f"write it such as `{example_label(periods)}`")
        return period

    def _filed(
        self, written: WrittenReturns, node: Mapping, first: Period
    ) -> Iterator[FiledReturn]:
        if len(written.returns) > MAX_RETURNS:
            message = f"more than {MAX_RETURNS:,} returns"
            self.problems.wrong(
                node.key_at("returns"), message, "let each group have a file of its own"
            )
            return
        order = ReturnOrder(self.problems, self.words)
        for entry, place in placed_entries(written.returns, node, "returns"):
            filed = self._return(entry, place)
            self._check_shares(filed.shares if filed else (), written)
            if filed is not None and order.accepts(filed, first):
                yield filed

    def _check_shares(self, shares: Iterable[Share], written: WrittenReturns) -> None:
        """Refuse what the group itself accepted or disputed of its own causes."""
        regime = self.context.regime
        for share in shares:
            own = names_group(share.by, written.name, written.code)
            excuse = (
                share.standing is ClaimStatus.WITHDRAWN and not regime.causes[share.cause].evidenced
            )
            if own and share.standing is not ClaimStatus.CLAIMED and not excuse:
                message = f"`{share.cause}` is {share.standing} by {share.by}, whose return this is"
                others = f"{regime.rules.parties.authority}, or another, to accept or dispute it"
                remedy = f"write `claimed`: it is for {others}"
                self.problems.wrong(share.at, message, remedy)

    def _return(self, entry: WrittenFiled, node: Mapping) -> FiledReturn | None:
        named = [name for name in (entry.period, entry.corrects, entry.withdraws) if name]
        if len(named) != 1:
            self.problems.wrong(
                node.at, "a return is for exactly one period", self.words.which_period
            )
            return None
        period = self._period(named[0])
        beside = [key for key in ("causes", "discharged") if key in node]
        if entry.withdraws is not None and ("answers" in node or beside):
            self.problems.wrong(
                node.at, "a return that is withdrawn has no answers", "leave them out"
            )
        corrects_others = entry.corrects is not None and beside
        if entry.withdraws is None and "answers" not in node and not corrects_others:
            self.problems.wrong(node.at, "`answers` is missing")
        regime = self.context.regime
        answers = self._answers(node.get("answers"), regime.returns)
        proofs = require_mapping(node.get("evidence", Mapping(node.at)), [])
        evidence = build_evidence(
            proofs, entry.evidence, regime.returns, self.problems, words=self.words
        )
        for name in entry.explained:
            if name not in {*regime.returns, RECEIVED_ON}:
                remedy = "name an answer of this return, or `received_on`"
                self.problems.unknown_name(
                    name, node["explained"].at, regime.returns, "question", remedy
                )
        causes = placed_entries(entry.causes, node, "causes")
        shares = build_shares(causes, regime, self.problems)
        if period is None:
            return None
        return FiledReturn(
            period=period,
            received_on=entry.received_on,
            answers=MappingProxyType(answers),
            corrects=entry.corrects is not None,
            withdrawn=entry.withdraws is not None,
            reason=entry.reason,
            evidence=MappingProxyType(evidence),
            shares=shares,
            explained=MappingProxyType(dict(entry.explained)),
            discharged=MappingProxyType(dict(entry.discharged)),
            at=named[0].at,
        )

    def _answers(self, node: Node | None, questions: MappingOf[str, Question]) -> dict[str, Answer]:
        reading, context = AnswerReading(words=self.words), self.context
        known = {**context.authorisation, **context.bank, **questions}
        answers = read_answers(node, known, reading)
        self.problems += reading.problems
        for path in answers:
            if path not in questions:
                self.unasked.setdefault(path, []).append(reading.places[path])
        return answers

    def _unasked_problems(self) -> Iterator[Problem]:
        """Yield one problem for each question that the regime does not ask where it is answered."""
        regime = self.context.regime
        unknown: dict[str, list[tuple[str, list[Location]]]] = {}
        for path, places in self.unasked.items():
            first, *more = places
            if path in regime.authorisation:
                message = f"{quote(path)} is asked once, at authorisation"
                remedy = self.words.at_authorisation
            elif path in regime.returns:
                message = f"{quote(path)} is asked in every return, not at authorisation"
                remedy = self.words.in_a_return
            else:
                unknown.setdefault(self._unasked_remedy(path), []).append((path, places))
                continue
            yield Problem(first, message + _format_other_places(len(more)), remedy)
        for remedy, asked in unknown.items():
            places = [place for _, each in asked for place in each]
            named = [quote(path) for path, _ in asked]
            names = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if named[3:] else "")
            verb = "is" if len(asked) == 1 else "are"
            message = f"{names} {verb} not asked by the failure regime of {quote(regime.rules.id)}"
            others = len(places) - len(asked)
            yield Problem(places[0], message + _format_other_places(others), remedy)

    def _unasked_remedy(self, path: str) -> str:
        others = [
            name for name in self.context.asking(path) if name != self.context.regime.rules.id
        ]
        if not others:
            return "leave it out: no failure regime asks it"
        options = " or ".join(quote(f"rules: {name}") for name in others)
        return f"leave it out, or name rules that ask it at the top of the file: {options}"


def _format_other_places(count: int) -> str:
    return f", here and in {count} more place{'s' if count > 1 else ''}" if count else ""
