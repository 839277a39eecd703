"""Sets of possible verdicts in every submission at once, and what they come to together.

The tables are those of `authorisation.engine.judge.verdict_sets`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

import msgspec

from authorisation.analysis.encoding.lists import as_list
from authorisation.analysis.encoding.operations import as_truth
from authorisation.analysis.encoding.shapes import (
    Cases,
    Missing,
    NotEncoded,
    NumberRange,
    Shape,
    guard_of,
    missing_guards,
    one_case,
)
from authorisation.analysis.encoding.terms import (
    Truth,
    all_,
    and_,
    any_,
    at_most,
    constant,
    either,
    not_,
    number_of,
    or_,
)
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET


class VerdictTerms(msgspec.Struct, frozen=True, eq=False):
    """The verdicts that are possible, with a truth for each; at least one of them is.

    `unshown` says that they rest on a question which needs evidence and was not answered. It
    follows `authorisation.engine.evidence`, of answers that all have their evidence.
    """

    met: Truth
    not_met: Truth
    not_applicable: Truth
    unshown: Truth = False

    @property
    def settled(self) -> Truth:
        """Whether only one is."""
        return or_(*(self.only(each) for each in (MET, NOT_MET, NOT_APPLICABLE)))

    def only(self, verdict: int) -> Truth:
        """Whether one verdict alone is possible, by its bit."""
        found = {MET: self.met, NOT_MET: self.not_met, NOT_APPLICABLE: self.not_applicable}
        others = [truth for bit, truth in found.items() if bit != verdict]
        return and_(found[verdict], *map(not_, others))


APPLIES_NOT: Final = VerdictTerms(met=False, not_met=False, not_applicable=True)
EITHER: Final = VerdictTerms(met=True, not_met=True, not_applicable=False)


def opposite_of(part: VerdictTerms) -> VerdictTerms:
    """A part under `not`."""
    return VerdictTerms(part.not_met, part.met, part.not_applicable, part.unshown)


def verdict_of_truth(value: Cases, unshown: Truth) -> VerdictTerms:
    """The possible verdicts of a leaf whose formula has a value.

    `unshown` says that it looks at a question which needs evidence and was not answered.
    """
    truth = as_truth(value)
    holds, fails = guard_of(truth, wanted=True), guard_of(truth, wanted=False)
    plain, never, perhaps = missing_guards(truth)
    either_one = or_(plain, perhaps, guard_of(truth, wanted=None))
    return VerdictTerms(
        or_(holds, either_one), or_(fails, either_one), or_(never, perhaps), unshown
    )


def all_of(parts: Sequence[VerdictTerms]) -> VerdictTerms:
    """Parts under `all`; what does not apply is left out."""
    found = VerdictTerms(
        and_(any_(p.met for p in parts), all_(or_(p.met, p.not_applicable) for p in parts)),
        any_(p.not_met for p in parts),
        all_(p.not_applicable for p in parts),
    )
    return _with_unshown(found, NOT_MET, [(True, p) for p in parts])


def any_of(parts: Sequence[VerdictTerms]) -> VerdictTerms:
    """Parts under `any`; what does not apply is left out."""
    found = VerdictTerms(
        any_(p.met for p in parts),
        and_(any_(p.not_met for p in parts), all_(or_(p.not_met, p.not_applicable) for p in parts)),
        all_(p.not_applicable for p in parts),
    )
    return _with_unshown(found, MET, [(True, p) for p in parts])


_Parts: TypeAlias = Sequence[tuple[Truth, VerdictTerms]]
"""Parts: whether each is there, and its verdicts."""


def _with_unshown(found: VerdictTerms, one_decides: int, parts: _Parts) -> VerdictTerms:
    """A verdict on parts of which any one decides it, by itself, with that verdict.

    Of several that decide it the best shown counts, and else the worst of all.
    """
    unshown = either(
        found.only(one_decides),
        all_(or_(not_(and_(there, p.only(one_decides))), p.unshown) for there, p in parts),
        _any_unshown(parts),
    )
    return msgspec.structs.replace(found, unshown=unshown)


def _any_unshown(parts: _Parts) -> Truth:
    """Whether any part that applies is not shown."""
    return any_(and_(there, not_(p.only(NOT_APPLICABLE)), p.unshown) for there, p in parts)


def at_least(number: Cases, parts: Sequence[VerdictTerms]) -> VerdictTerms:
    """Parts under `at least` a number, which must be settled or free, and never missing."""
    if len(number) != 1 or not isinstance(number[0][1], NumberRange):
        raise NotEncoded("a number of parts that may be missing")
    needed = number[0][1]
    if not needed.exact or needed.low is None or not needed.low.below.settled:
        raise NotEncoded("a number of parts that is not settled")
    n = needed.low.above.times(1 / needed.low.below.constant)
    surely = [p.only(MET) for p in parts]
    most, fewest = number_of(p.met for p in parts), number_of(surely)
    applies = any_(or_(p.met, p.not_met) for p in parts)
    # Where nothing may fail, and none is surely met, applying means that one is met.
    lowest = any_((*surely, *(p.not_met for p in parts)))
    enough = and_(at_most(n, most), applies)
    too_few = and_(
        applies,
        or_(
            and_(lowest, not_(at_most(n, fewest))),
            and_(not_(lowest), not_(at_most(n, constant(1)))),
        ),
    )
    found = VerdictTerms(enough, too_few, all_(p.not_applicable for p in parts))
    unshown = either(
        found.only(MET),
        any_(and_(p.only(MET), p.unshown) for p in parts),
        _any_unshown([(True, p) for p in parts]),
    )
    return msgspec.structs.replace(found, unshown=unshown)


def list_verdict(
    shape: Shape, judged: Callable[[Cases], VerdictTerms], unshown: Truth, *, every: bool
) -> VerdictTerms:
    """The verdict on a list, in one case of it, by that on each of its items.

    `unshown` says that the list itself is not shown, which counts where nothing is in it.
    """
    found = as_list(shape) if shape is not None else None
    if found is None:
        return msgspec.structs.replace(EITHER, unshown=unshown)
    if isinstance(found, Missing):
        if found.inapplicable:
            return msgspec.structs.replace(APPLIES_NOT, unshown=unshown)
        anything = judged(one_case(found))
        return VerdictTerms(
            met=True,
            not_met=True,
            not_applicable=or_(anything.not_applicable, found.perhaps_inapplicable),
            unshown=unshown,
        )
    items = [(slot.sure, slot.perhaps, judged(slot.value)) for slot in found.slots]
    if found.open is not False:
        items.append((False, found.open, judged(found.tail)))
    return _items_verdict(items, unshown, every=every)


def _items_verdict(
    items: Iterable[tuple[Truth, Truth, VerdictTerms]], unshown: Truth, *, every: bool
) -> VerdictTerms:
    """The items of a list under `every` or `some`, each surely there, perhaps or not at all.

    With no item, `every` is met and `some` is not.
    """
    listed = list(items)
    any_sure = any_(sure for sure, _, _ in listed)
    fails = [p.not_met if every else p.met for _, _, p in listed]
    holds = [p.met if every else p.not_met for _, _, p in listed]
    there = [or_(sure, perhaps) for sure, perhaps, _ in listed]
    failing = any_(map(and_, there, fails))
    # An item that is not surely there may be left out, as one that does not apply is.
    passing = and_(
        any_(map(and_, there, holds)),
        all_(
            or_(not_(sure), hold, p.not_applicable)
            for (sure, _, p), hold in zip(listed, holds, strict=True)
        ),
    )
    not_applicable = either(
        any_sure,
        all_(or_(not_(sure), p.not_applicable) for sure, _, p in listed),
        any_(and_(perhaps, p.not_applicable) for _, perhaps, p in listed),
    )
    passing = or_(passing, not_(any_sure))
    verdict = (passing, failing) if every else (failing, passing)
    found = _with_unshown(
        VerdictTerms(*verdict, not_applicable),
        NOT_MET if every else MET,
        [(is_there, p) for is_there, (_, _, p) in zip(there, listed, strict=True)],
    )
    return msgspec.structs.replace(found, unshown=either(any_(there), found.unshown, unshown))
