"""Check rule sets, and what groups and assessors wrote."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from authorisation.errors import (
    AuthorisationError,
    EngineUnavailable,
    ExitCode,
    InvalidFiles,
    UnreadableFile,
)
from authorisation.explain.words.quantities import plural
from authorisation.language.check.advice import advise_rule_set
from authorisation.language.check.unused import (
    RuleTexts,
    advise_unused_questions,
    advise_unused_scales,
    advise_unused_sources,
)
from authorisation.language.regime.advice import advise_regime
from authorisation.language.rules.find import RULE_SET_FILE, find_rule_set_folder, rule_set_names
from authorisation.language.rules.load import rule_set_folders
from authorisation.language.rules.unread_files import unread_files
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Scalar, Sequence
from authorisation.language.yaml.files import read_yaml_file
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.regular_files import is_file, is_folder, is_yaml
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.source import AdviceCode, Problem
from authorisation.policy.advice.example_returns import ExampleReturns
from authorisation.policy.advice.never import find_never_shown
from authorisation.policy.advice.problems import describe_never_shown
from authorisation.policy.advice.regime_tables import advise_overlaps, advise_tables
from authorisation.policy.advice.regimes import advise_regime_by_solver
from authorisation.policy.advice.shown_by_cases import ShownByCases
from authorisation.policy.advice.witnesses import AdviceWitnesses, OutcomeRows
from authorisation.usecases.check_files import FileChecker
from authorisation.usecases.filesystem.inputs import WRITTEN, find_input_files
from authorisation.usecases.filesystem.places import whole_rule_sets
from authorisation.usecases.library import Library
from authorisation.usecases.prove import properties_of
from authorisation.usecases.run_cases import RuleSetCases, advise_cases

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Checked:
    """The problems found in one rule set or one file."""

    subject: str
    problems: tuple[Problem | AuthorisationError, ...] = ()
    advice: tuple[Problem, ...] = ()
    read_as: str = ""
    """What a file was read as, where that is no submission."""
    exit_code: ExitCode = ExitCode.DONE

    @property
    def summary(self) -> str:
        """Say in a line how many problems there are."""
        count = len(self.problems)
        if not count:
            return f"{self.subject}: no problems" + (f" ({self.read_as})" if self.read_as else "")
        return f"{self.subject}: {count} {plural('problem', count)}"


@dataclass
class Checker:
    """Checks one subject after another; what it has loaded for one serves the next."""

    rules: str | None
    """The rules that files are checked under; None for those that fit each best."""
    library: Library
    advice: bool = False
    on_progress: Callable[[int, int], None] = lambda _done, _of: None
    """Is given how many days and stages of a rule set were looked at, and of how many."""
    without_solver: EngineUnavailable | None = field(default=None, init=False)
    """Why some advice was not to be had: the solver is not installed."""

    def check(self, path: str) -> Checked:
        """Check a file, or else the rule set of that name or folder."""
        try:
            if is_submission(path):
                self._files.submission = None
                read_as = self._files.check(path)
                advice = self._files.advice() if self.advice else ()
                return Checked(path, read_as=read_as, advice=advice)
            return self._rule_set(path)
        except InvalidFiles as error:
            return Checked(path, error.problems, exit_code=error.exit_code)
        except UnreadableFile as error:
            return Checked(path, (error,), exit_code=error.exit_code)

    def _rule_set(self, name: str) -> Checked:
        loaded = RuleSetCases(name, self.library)
        properties_of(name, self.library)
        _, base = find_rule_set_folder(name, self.library.folder)
        # What nobody reads is none of the rules, though its author may take it for some.
        unread = tuple(
            replace(each, code=AdviceCode.UNREAD_FILE)
            for each in unread_files(loaded.lineage[:1], base)
        )
        if not self.advice:
            return Checked(name, advice=unread)
        # What is unwise in a parent is told to whoever checks the parent.
        parents = [RuleSetCases(place, self.library) for place in loaded.lineage[1:2]]
        inherited = {each for parent in parents for each in _advise(parent, self.library)}
        own = (each for each in _advise(loaded, self.library) if each not in inherited)
        followers = _unknown_followers(loaded.lineage[0], base)
        never = self._never(loaded, parents)
        shown = self._with_witnesses(loaded, own)
        return Checked(name, advice=(*shown, *never, *followers, *unread))

    def _with_witnesses(self, loaded: RuleSetCases, advice: Iterable[Problem]) -> Iterable[Problem]:
        """Advice with witnesses; without what no submission can be a witness of."""
        if self.without_solver:
            return advice
        return filter(None, map(AdviceWitnesses(loaded.program).with_witness, advice))

    def _never(self, loaded: RuleSetCases, parents: Iterable[RuleSetCases]) -> tuple[Problem, ...]:
        """The problems of these rules that no parent has: what never or always happens."""
        if self.without_solver:
            return ()
        try:
            found = advise_by_solver(loaded, self.on_progress) + _advise_tables_by_solver(loaded)
            known = {
                (each.code, each.at)
                for parent in (parents if found else ())
                for each in (*advise_by_solver(parent), *_advise_tables_by_solver(parent))
            }
        except EngineUnavailable as error:
            self.without_solver = error
            return ()
        return tuple(each for each in found if (each.code, each.at) not in known)

    @cached_property
    def _files(self) -> FileChecker:
        return FileChecker(self.rules, self.library)


def subjects(
    paths: Iterable[str], library: Library, *, recursive: bool = False
) -> tuple[tuple[str | Checked, ...], tuple[UnreadableFile, ...]]:
    """Replace a part of a rule set by its rule set, and any other folder by the files in it.

    Of such a folder without a file to read that is given as found. Also give what lies in these
    folders and is not read.
    """
    known = rule_set_names(library.folder)
    found: list[str | Checked] = []
    unread: list[UnreadableFile] = []
    for path in whole_rule_sets(paths):
        folder = Path(path)
        if path in known or not is_folder(folder) or is_file(folder / RULE_SET_FILE):
            found.append(path)
        else:
            try:
                inside = find_input_files([folder], WRITTEN, recursive=recursive)
            except UnreadableFile as error:
                found.append(Checked(path, (error,), exit_code=error.exit_code))
            else:
                found += map(str, inside.files)
                unread += inside.unread
    return tuple(found), tuple(unread)


def is_submission(path: str) -> bool:
    """Tell a submission from a rule set: a YAML file from a name or a folder."""
    if path == "-" or is_yaml(path) or is_file(Path(path)):
        return True
    apart = os.path.exists(path) or "/" in path  # noqa: PTH110 - `Path.exists` raises if too long
    return apart and not is_folder(Path(path))


def advise_written(name: str | Path, library: Library) -> Iterator[Problem]:
    """Yield what is unwise in rules, properties and a regime as they are written.

    Raises:
        InvalidRules: they cannot be used.
    """
    rules, properties = library.rule_set(name), properties_of(str(name), library)
    yield from advise_rule_set(rules, properties)
    regime = library.failure_regime(name)
    if regime is not None:
        yield from advise_regime(regime, rules)
        yield from advise_tables(regime)
    texts = RuleTexts(rules, regime, properties)
    heads = [_read_head(place) for place in rule_set_folders(name, library.folder)]
    yield from advise_unused_questions(heads, rules, texts)
    yield from advise_unused_sources(heads[0], rules, texts)
    yield from advise_unused_scales(heads[0], rules)


def _advise(loaded: RuleSetCases, library: Library) -> Iterator[Problem]:
    yield from advise_written(loaded.asked, library)
    yield from advise_cases(loaded)
    if loaded.regime is not None and loaded.compiled_regime is not None:
        examples = ExampleReturns(loaded.compiled_regime)
        yield from advise_overlaps(
            loaded.regime,
            loaded.regime_cases,
            _if_solved(examples.of_response),
            _if_solved(examples.of_move),
        )


def _if_solved(find: Callable[[_T], str]) -> Callable[[_T], str]:
    """A function that finds an example, or none where the solver is not installed."""

    def found_or_empty(situation: _T) -> str:
        try:
            return find(situation)
        except EngineUnavailable:
            return ""

    return found_or_empty


def _read_head(folder: Path) -> Mapping:
    """The head of a rule set that was loaded, as it is written."""
    root = read_yaml_file(folder / RULE_SET_FILE, Problems(), within=folder)
    # INVARIANT: rules whose head is anything else cannot be loaded.
    assert isinstance(root, Mapping)  # noqa: S101
    return root


def advise_by_solver(
    loaded: RuleSetCases, on_progress: Callable[[int, int], None] = lambda _done, _of: None
) -> tuple[Problem, ...]:
    """The problems of a rule set: what never or always happens, whatever is answered.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    shown = ShownByCases(loaded.program, loaded.cases)
    never = find_never_shown(loaded.program, shown, on_progress)
    return tuple(sorted(describe_never_shown(never, shown)))


def _advise_tables_by_solver(loaded: RuleSetCases) -> tuple[Problem, ...]:
    """The problems in the tables of rules and regime: what cannot happen, or hangs on their order.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    rows = OutcomeRows(loaded.program).crossing(ShownByCases(loaded.program, loaded.cases))
    regime = loaded.compiled_regime
    bands = advise_regime_by_solver(regime, loaded.regime_cases) if regime else ()
    return (*sorted(rows), *sorted(bands))


def _unknown_followers(folder: Path, base: Path) -> Iterator[Problem]:
    """Yield a problem for each rule set that is to follow, and of which no folder is to be found.

    It may be that of somebody else, so it is no fault.
    """
    following = _read_head(folder).get("followed_by")
    known = rule_set_names(base)
    for name in following if isinstance(following, Sequence) else ():
        if isinstance(name, Scalar) and name.text not in known:
            message = (
                f"no rule set beside this one is called {quote(name.text)}, which is to follow"
            )
            remedy = suggest_name(name.text, known)
            yield Problem(name.at, message, remedy, AdviceCode.UNKNOWN_FOLLOWER)
