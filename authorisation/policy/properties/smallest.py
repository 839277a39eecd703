"""Cuts down a submission that refutes a property to as few answers as still refute it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from authorisation.analysis.reduction import Parts, reduced
from authorisation.model.case import Case

Refutes: TypeAlias = Callable[[Case], bool]


def smallest_case(case: Case, refutes: Refutes) -> Case:
    """The case without whatever can be left out: answers, judgements, and figures that are set.

    Entries of lists are left out as well, and fields of entries.
    """
    judgements = dict(enumerate(case.judgements))

    def with_parts(parts: Parts[int | str]) -> Case:
        return replace(
            case,
            given=MappingProxyType(dict(parts.answers)),
            judgements=tuple(each for key, each in judgements.items() if key in parts.others),
            set=MappingProxyType({k: each for k, each in case.set.items() if k in parts.others}),
        )

    whole = Parts[int | str](case.given, (*reversed(judgements), *case.set))
    return with_parts(reduced(whole, lambda fewer: refutes(with_parts(fewer))))
