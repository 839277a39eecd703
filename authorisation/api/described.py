"""What a rule set is and holds, and what it rests on: passages, figures over time, editions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from authorisation.api.sources import text_of
from authorisation.engine.program.program import Program
from authorisation.model.rules import RuleSet
from authorisation.usecases.library import Library

if TYPE_CHECKING:  # reading cases and properties is for who asks what rules rest on
    from authorisation.explain.rules.cited_by import PassageUses
    from authorisation.explain.rules.figure_history import FigureHistory
    from authorisation.explain.rules.parts import PartOrigin
    from authorisation.explain.rules.source_coverage import SourceCoverage
    from authorisation.usecases.inspecting.passages import CitedRules


class DescribedRules:
    """A rule set by its name, its edition, its parts, and what each of them rests on."""

    def __init__(self, program: Program, place: Path, library: Library) -> None:
        self._program = program
        self._place = place
        self._library = library

    @property
    def id(self) -> str:
        """The name of the rule set, such as `gpcc-2010`."""
        return self._rules.id

    @property
    def edition(self) -> str:
        """The edition of its files, as they write it: a date, and a number from the second on."""
        return self._rules.edition

    @property
    def title(self) -> str:
        """The title that its pages bear."""
        return self._rules.title

    @property
    def sha256(self) -> str:
        """The hash of the resolved rules, in hexadecimal, as records hold it."""
        return self._rules.sha256

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of the criteria, in the order of the rules."""
        return tuple(self._rules.criteria)

    @property
    def questions(self) -> Mapping[str, str]:
        """The wording of every question that an application may answer, by path."""
        return {path: question.ask for path, question in self._rules.bank.items()}

    def cited_by(self, passage: str) -> PassageUses:
        """The uses of a passage that its amendment touches: of `source#place`, or a whole `source`.

        `citing` has the parts that cite it or a part of it, `citing_more` those that cite what it
        is a part of, `resting` those that rest on either, and `cases` those that would show it:
        None for an adopted edition, with which cases are not kept.

        >>> import authorisation
        >>> uses = authorisation.load("running-costs").cited_by("si-2012-2996#57")
        >>> [(each.part.kind.value, each.part.id) for each in uses.citing]
        [('criterion', '223J-3'), ('figure', 'administration')]

        Raises:
            InvalidOption: there is no such source, or no place there that these rules know.
            InvalidRules: the cases or the properties of these rules cannot be used.
        """
        return self._cited.uses_of(text_of(passage, "passage", 'such as "nhsa-2006#14C(2)"'))

    def timeline(self, figure: str) -> FigureHistory:
        """The values of a figure over its days, in every edition of these rules and their parents.

        >>> import authorisation
        >>> history = authorisation.load("running-costs").timeline("running_cost_head")
        >>> [(each.since.year, each.value) for each in history.values[:2]]
        [(2013, '£25 per patient per year'), (2014, '£24.73 per patient per year')]

        Raises:
            InvalidOption: no edition has such a figure.
            InvalidRules: an edition cannot be used.
        """
        from authorisation.usecases.inspecting.editions import figure_timeline  # noqa: PLC0415

        name = text_of(figure, "figure", "the name of a figure, as the rules have it")
        return figure_timeline(name, self._place_text, self._library)

    def resolved(self) -> tuple[PartOrigin, ...]:
        """Each part of these rules with the edition that first had it as it stands.

        >>> import authorisation
        >>> parts = authorisation.load("running-costs").resolved()
        >>> next(each.edition for each in parts if each.part.id == "HEAD-PLAN")
        'running-costs 2013-04-01'

        Raises:
            InvalidRules: an edition cannot be used.
        """
        from authorisation.usecases.inspecting.origins import part_origins  # noqa: PLC0415

        return part_origins(self._place_text, self._library)

    def coverage(self) -> tuple[SourceCoverage, ...]:
        """The coverage of each source: passages made into rules and tested, left out, or unread.

        >>> import authorisation
        >>> regulations = authorisation.load("running-costs").coverage()[1]
        >>> [(each.place, [part.id for part in each.parts]) for each in regulations.passages]
        [('reg.57', ['223J-3', 'administration'])]

        Raises:
            InvalidRules: the cases or the properties of these rules cannot be used.
        """
        return self._cited.coverage()

    @property
    def _rules(self) -> RuleSet:
        return self._program.rules

    @property
    def _place_text(self) -> str:
        return str(self._place)

    @cached_property
    def _cited(self) -> CitedRules:
        from authorisation.usecases.inspecting.passages import CitedRules  # noqa: PLC0415

        return CitedRules(self._place_text, self._library)
