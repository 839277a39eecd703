"""The failure regime that a file of returns is read under: as asked, as it says, or in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import AuthorisationError, InvalidSubmission
from authorisation.explain.words.quantities import format_date
from authorisation.language.answers.returns_head import ReturnsHead
from authorisation.language.regime.figures import check_overrides
from authorisation.language.regime.load import LoadedRegime
from authorisation.language.rules.override import parse_overrides
from authorisation.language.yaml.characters import quote
from authorisation.model.source import Problem
from authorisation.model.value import Answer
from authorisation.regime.program import CompiledRegime, compile_regime
from authorisation.usecases import DEFAULT_SET
from authorisation.usecases.library import Library


@dataclass
class RegimeInUse:
    """A failure regime with what was set for this run; compiled once, when first used."""

    loaded: LoadedRegime
    overrides: Mapping[str, Answer]

    @cached_property
    def compiled(self) -> CompiledRegime:
        """The regime made ready to replay."""
        return compile_regime(self.loaded.regime)

    @cached_property
    def program(self) -> Program:
        """The rules made ready to assess what was so at authorisation."""
        return compile_rules(self.loaded.rules)


@dataclass
class RegimeChoice:
    """Chooses the regime of each file; every regime is made ready once."""

    library: Library
    settings: tuple[str, ...] = ()
    asked: str | None = None
    """The rules that were asked for; None for those of each file."""
    used: dict[str, RegimeInUse] = field(default_factory=dict)

    def regime_of(self, name: str) -> RegimeInUse:
        """Return the regime of a rule set.

        Raises:
            AuthorisationError: the rules or what was set cannot be used.
        """
        if name not in self.used:
            loaded = self.library.regime(name)
            overrides = parse_overrides(self.settings, loaded.regime.rules)
            check_overrides(loaded.regime, overrides, "--set")
            self.used[name] = RegimeInUse(loaded, overrides)
        return self.used[name]

    def of(self, head: ReturnsHead) -> tuple[RegimeInUse, str]:
        """Return the regime for a file, and a notice where somebody should know why it is that.

        Raises:
            AuthorisationError: the rules or what was set cannot be used.
        """
        if self.asked is not None:
            return self.regime_of(self.asked), ""
        if head.rules is None:
            return self._in_force(head.day)
        name = head.rules.text
        try:
            return self.regime_of(name), ""
        except AuthorisationError as error:
            message = f"no rule set is called {quote(name)}"
            if name in self.library.names:
                if self.library.has_regime(name):
                    raise
                message = f"the rule set {quote(name)} has no failure regime"
            known = [each.rules.id for each in self.library.regimes]
            remedy = f"name rules with a failure regime: {', '.join(map(quote, known))}"
            problem = Problem(head.rules.at, message, remedy)
            raise InvalidSubmission([problem]) from error

    def _in_force(self, day: date | None) -> tuple[RegimeInUse, str]:
        """Return the regime in force on a day; of several the one that began last.

        Where there is none, that which ended last, or else the one that begins first. A proposal
        that nobody has adopted is for whoever names it, where others were adopted.
        """
        regimes = self.library.regimes
        adopted = [each for each in regimes if each.rules.adopted_sha256]
        known = {each.rules.id: each.rules.in_force for each in adopted or regimes}
        if day is None or not known:
            return self.regime_of(next(iter(known), DEFAULT_SET)), ""
        begun = [name for name, (since, _) in known.items() if since <= day]
        going = [n for n in begun if (ends := known[n][1]) is None or day < ends]
        if going:
            name = max(going, key=lambda each: known[each][0])
            why = f"in force on {format_date(day)}"
        elif begun:
            name = max(begun, key=lambda each: known[each][1] or date.max)
            why = f"the last in force before {format_date(day)}"
        else:
            name = min(known, key=lambda each: known[each][0])
            why = f"the first to come in force after {format_date(day)}"
        return self.regime_of(name), (
            f"The rules are {name}, {why}, when the last return came. The file names none:"
            f" write rules: {name} in it, or choose others with --rules."
        )
