"""Claims over time: which stand beside, and which in the place of, those made before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from authorisation.model.returns import ClaimStatus, Share


def claims_upon(standing: Sequence[Share], given: Sequence[Share], since: str) -> tuple[Share, ...]:
    """Return the claims that stand once others are made after them.

    A claim takes the place of those on the same subject, but what is merely claimed takes the place
    of nothing that was accepted: that is carried on beside it, as of the period `since`.
    """
    restated = {share.subject for share in given}
    decided = {share.subject for share in given if share.standing is not ClaimStatus.CLAIMED}
    kept = [
        replace(share, carried_from=share.carried_from or since)
        if share.subject in restated
        else share
        for share in standing
        if share.subject not in restated
        or (share.standing is ClaimStatus.ACCEPTED and share.subject not in decided)
    ]
    return (*kept, *given)


def carried_on(standing: Sequence[Share], since: str) -> tuple[Share, ...]:
    """Return what was accepted by the end of an earlier period of the year, as carried on."""
    return tuple(
        replace(share, carried_from=share.carried_from or since)
        for share in standing
        if share.standing is ClaimStatus.ACCEPTED
    )


def claimed_anew(claims: Sequence[Share]) -> frozenset[tuple[str, str]]:
    """Return the subjects of which something was accepted before and something else is claimed."""
    carried = {share.subject for share in claims if share.carried_from}
    own = {share.subject for share in claims if not share.carried_from}
    return frozenset(carried & own)
