"""The rule sets that have a failure regime, and what each of them asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from authorisation.errors import AuthorisationError
from authorisation.language.answers.returns import ReturnsContext
from authorisation.language.regime.load import LoadedRegime, has_regime, load_regime
from authorisation.usecases.filesystem.places import DEFAULT_SET, rule_sets, rules_root


@dataclass
class Regimes:
    """Every failure regime of a folder of rules, read when first asked for."""

    root: Path | None

    @cached_property
    def known(self) -> tuple[LoadedRegime, ...]:
        """The regimes that can be used: the default one first, then by name."""
        folder = rules_root(self.root)
        found = []
        for name in sorted(rule_sets(folder), key=lambda name: (name != DEFAULT_SET, name)):
            try:
                if has_regime(name, root=folder):
                    found.append(load_regime(name, root=folder))
            except AuthorisationError:  # who checks that rule set is told
                continue
        return tuple(found)

    def asking(self, path: str) -> tuple[str, ...]:
        """Name the rule sets whose regime asks a question, in returns or at authorisation."""
        return tuple(
            each.regime.rules.id
            for each in self.known
            if path in each.regime.returns or path in each.regime.authorisation
        )


def returns_context(loaded: LoadedRegime, root: Path | None = None) -> ReturnsContext:
    """Return what files of returns are read by; `root` is where other rule sets are found."""
    return ReturnsContext(
        regime=loaded.regime,
        bank=loaded.bank.questions,
        authorisation=loaded.rules.bank,
        asking=Regimes(root).asking,
    )
