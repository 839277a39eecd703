"""Builds the causes that a return claims for an overspend or a trigger."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Final

from authorisation.language.answers.answers import AnswerReading, read_answer
from authorisation.language.written.returns import WrittenShare
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node
from authorisation.language.yaml.names import PlacedName
from authorisation.language.yaml.nodes import require_mapping
from authorisation.language.yaml.problems import Problems
from authorisation.model.question import Question, ValueType
from authorisation.model.regime import Regime
from authorisation.model.returns import ClaimStatus, Proof, Share

AMOUNT: Final = Question(
    path="amount",
    type=ValueType.MONEY,
    ask="How much of the overspend does the cause explain?",
    unit="GBP",
    minimum=Decimal(0),
    decimals=2,
)


def build_shares(
    causes: Iterable[tuple[WrittenShare, Node]], regime: Regime, problems: Problems
) -> tuple[Share, ...]:
    """Build the claims of a return, each written at its node; none may stand there twice."""
    shares: list[Share] = []
    for written, place in causes:
        share = _build_share(written, require_mapping(place, []), regime, problems)
        if share is None:
            continue
        if share.amount is not None and share in shares:
            message = f"the same claim of {quote(share.cause)} stands here twice"
            problems.wrong(share.at, message, "keep one of the two, or say how they differ")
        shares.append(share)
    return tuple(shares)


def _build_share(
    written: WrittenShare, node: Mapping, regime: Regime, problems: Problems
) -> Share | None:
    before = len(problems)
    cause = _known_name(written.cause, regime.causes, "cause", problems)
    about = _about(written.about, regime, problems)
    status = _known_name(written.status, tuple(map(str, ClaimStatus)), "status", problems)
    known = len(problems) == before
    amount = _amount(node["amount"], problems) if "amount" in node else None
    if not known:
        return None
    return Share(
        cause=cause,
        about=about,
        standing=ClaimStatus(status),
        by=written.by,
        on=written.on,
        amount=amount,
        main=written.main,
        claimed_by=written.claimed_by,
        claimed_on=written.claimed_on,
        arose=written.arose,
        evidence=tuple(
            Proof(kind=p.kind.text, document=p.document, by=p.by, on=p.on) for p in written.evidence
        ),
        at=node.at,
    )


def _amount(node: Node, problems: Problems) -> Decimal | None:
    read = read_answer(node, AMOUNT, AMOUNT.path, AnswerReading(problems))
    return read if isinstance(read, Decimal) else None


def _about(written: PlacedName, regime: Regime, problems: Problems) -> str:
    """Return the id of the budget line or trigger that a cause is about.

    An overspend is explained by budget line, not by trigger.
    """
    by_line = {trigger.id: trigger.line for trigger in regime.triggers}
    if line := by_line.get(written.text):
        message = f"{quote(written.text)} is about money, which is explained by budget line"
        problems.wrong(written.at, message, f"write {quote(line)}")
        return written.text
    explainable = (*regime.lines, *(trigger for trigger, line in by_line.items() if not line))
    return _known_name(written, explainable, "budget line or trigger", problems)


def _known_name(named: PlacedName, known: Collection[str], what: str, problems: Problems) -> str:
    return problems.known_name(named, known, what, f"there are: {', '.join(known)}")
