"""The rule sets and failure regimes of one folder, by name."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from authorisation.errors import AuthorisationError
from authorisation.language.rules.encoded import decode_rule_set, encode_rule_set
from authorisation.language.rules.find import find_rule_set_folder, kept_editions
from authorisation.language.rules.fingerprint import rules_fingerprint
from authorisation.model.rules import RuleSet
from authorisation.usecases import DEFAULT_SET
from authorisation.usecases.filesystem.cache_folder import keep_entry, read_entry
from authorisation.usecases.filesystem.places import rule_sets, rules_root

if TYPE_CHECKING:
    from authorisation.language.answers.returns import ReturnsContext
    from authorisation.language.regime.load import LoadedRegime
    from authorisation.model.regime import Regime


class Library:
    """The rules under one folder of rule sets, each loaded when first asked for, and once.

    Reading rules takes libraries that a run whose rules come from the cache does not need: they are
    imported where rules are read.
    """

    def __init__(self, root: Path | None = None) -> None:
        """Rules of the folder `root`, or of the one that came with this program."""
        self.asked = root
        """The folder that was asked for; None for that of this program."""
        self._rule_sets: dict[str, RuleSet] = {}
        self._regimes: dict[str, LoadedRegime] = {}

    @cached_property
    def folder(self) -> Path:
        """The folder of rule sets.

        Raises:
            InvalidOption: the folder that was given holds no bank of questions.
        """
        return rules_root(self.asked)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its rule sets, in order.

        Raises:
            UnreadableFile: there is none.
        """
        return rule_sets(self.folder)

    @property
    def names_and_editions(self) -> tuple[str, ...]:
        """The names of its rule sets, each with the editions of it that are kept, the latest first.

        Raises:
            UnreadableFile: there is none.
        """
        return tuple(
            named
            for name in self.names
            for named in (name, *(f"{name}@{e}" for e in kept_editions(name, self.folder)[::-1]))
        )

    def rule_set(self, name: str | Path) -> RuleSet:
        """Return a rule set by its name or folder, checked.

        Raises:
            InvalidRules: with every problem of every file.
        """
        from authorisation.language.rules.load import load_rule_set  # noqa: PLC0415

        if str(name) not in self._rule_sets:
            self._rule_sets[str(name)] = load_rule_set(name, root=self.folder)
        return self._rule_sets[str(name)]

    def cached_rule_set(self, name: str) -> RuleSet:
        """Return a rule set as it was when these very files were last checked, else read anew.

        Raises:
            InvalidRules: with every problem of every file.
        """
        folder, base = find_rule_set_folder(name, self.folder)
        key = rules_fingerprint(folder, base)
        if key is not None and (known := _entry(key)) is not None:
            return known
        rules = self.rule_set(name)
        # Only what was read is kept: the files may have changed while it was.
        if key is not None and rules_fingerprint(folder, base) == key:
            keep_entry(key, encode_rule_set(rules))
        return rules

    def has_regime(self, name: str | Path) -> bool:
        """Return whether the rule set, or one that it extends, has a failure regime."""
        from authorisation.language.regime.load import has_regime  # noqa: PLC0415

        return has_regime(name, root=self.folder)

    def regime(self, name: str | Path) -> LoadedRegime:
        """Return a rule set with its failure regime, checked.

        Raises:
            InvalidRules: with every problem of every file, or because there is no regime.
        """
        from authorisation.language.regime.load import load_regime  # noqa: PLC0415

        if str(name) not in self._regimes:
            self._regimes[str(name)] = load_regime(name, root=self.folder)
        return self._regimes[str(name)]

    def regime_if_any(self, name: str | Path) -> LoadedRegime | None:
        """Return a rule set with its failure regime, checked; None where it has none.

        Raises:
            InvalidRules: with every problem of every file.
        """
        return self.regime(name) if self.has_regime(name) else None

    def failure_regime(self, name: str | Path) -> Regime | None:
        """Return the failure regime of a rule set by itself; None where it has none.

        Raises:
            InvalidRules: with every problem of every file.
        """
        loaded = self.regime_if_any(name)
        return loaded.regime if loaded else None

    @cached_property
    def regimes(self) -> tuple[LoadedRegime, ...]:
        """The failure regimes that can be used: the default one first, then by name."""
        found = []
        for name in sorted(self.names, key=lambda name: (name != DEFAULT_SET, name)):
            try:
                if self.has_regime(name):
                    found.append(self.regime(name))
            except AuthorisationError:  # who checks that rule set is told
                continue
        return tuple(found)

    def sets_asking(self, path: str) -> tuple[str, ...]:
        """Return the rule sets whose regime asks a question, in returns or at authorisation."""
        return tuple(
            each.regime.rules.id
            for each in self.regimes
            if path in each.regime.returns or path in each.regime.authorisation
        )

    def returns_context(self, loaded: LoadedRegime) -> ReturnsContext:
        """Return what files of returns are read by."""
        from authorisation.language.answers.returns import ReturnsContext  # noqa: PLC0415

        return ReturnsContext(
            regime=loaded.regime,
            since=loaded.since,
            bank=loaded.bank.questions,
            authorisation=loaded.rules.bank,
            asking=self.sets_asking,
        )


def _entry(key: str) -> RuleSet | None:
    entry = read_entry(key)
    try:
        return None if entry is None else decode_rule_set(entry)
    except ValueError:
        return None
