"""What pytest collects of a rule set: a test for each case, and for each property."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

from authorisation.analysis.solver import REMEDY
from authorisation.errors import AuthorisationError, SolverDisagrees
from authorisation.language.rules.find import RULE_SET_FILE
from authorisation.model.case import AnyCase, Property
from authorisation.model.source import Location
from authorisation.policy.cases.results import format_case_result
from authorisation.policy.properties.results import Unsettled
from authorisation.policy.properties.solver import is_installed
from authorisation.policy.properties.words import format_property_result
from authorisation.usecases.library import Library
from authorisation.usecases.prove import RuleSetProperties
from authorisation.usecases.run_cases import RuleSetCases

_CASES: Final = pytest.StashKey[dict[Path, RuleSetCases | None]]()
_PROPERTIES: Final = pytest.StashKey[dict[Path, RuleSetProperties | None]]()
Loaded = TypeVar("Loaded")


class RulesFailed(Exception):
    """A case or a property of the rules came out otherwise than it says."""


class RulesItem(pytest.Item):
    """One test of a rule set, which has no fixtures."""

    def __init__(self, *, at: Location, **kwargs: Any) -> None:  # noqa: ANN401 - of pytest
        super().__init__(**kwargs)
        self._at = at
        self.funcargs: dict[str, Any] = {}  # a plugin such as `pytest-lsp` looks for fixtures here

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: str | None = None
    ) -> Any:  # noqa: ANN401 - pytest's own type is private
        """The text of what was expected beside what came out, or the submission that refutes it."""
        if isinstance(excinfo.value, RulesFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style=style)  # type: ignore[arg-type]

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file that it stands in, and its line, from 0."""
        return Path(self._at.file), self._at.line - 1, self.name


class CaseItem(RulesItem):
    """One case of a rule set."""

    def __init__(self, *, case: AnyCase, cases: RuleSetCases, **kwargs: Any) -> None:  # noqa: ANN401 - of pytest
        super().__init__(at=case.at, **kwargs)
        self._case = case
        self._cases = cases

    def runtest(self) -> None:
        """Run the case.

        Raises:
            RulesFailed: it came out otherwise.
        """
        result = self._cases.run(self._case)
        if not result.passed:
            raise RulesFailed(format_case_result(result))


class CaseFile(pytest.File):
    """A file in the folder `cases` of a rule set."""

    def collect(self) -> Iterator[CaseItem]:
        """Yield a test for each case that stands in the file."""
        cases, here = _cases_of(_rule_set_with(self.path), self), _real(self.path)
        for case in cases.all if cases else ():
            if _real(case.at.file) == here:
                yield CaseItem.from_parent(self, name=case.name, case=case, cases=cases)


class PropertyItem(RulesItem):
    """One property of a rule set."""

    def __init__(self, *, declared: Property, rules: RuleSetProperties, **kwargs: Any) -> None:  # noqa: ANN401 - of pytest
        super().__init__(at=declared.at, **kwargs)
        self._declared = declared
        self._rules = rules

    def runtest(self) -> None:
        """Prove the property; one that stays undecided is skipped, with the reason.

        Raises:
            RulesFailed: it came out otherwise than it says.
            SolverDisagrees: the engine does not confirm what the solver found.
        """
        if not is_installed():
            pytest.skip(f"there is no solver: {REMEDY}")
        result = self._rules.prove(self._declared)
        if isinstance(result.verdict, Unsettled):
            if result.verdict.fault:
                raise SolverDisagrees(result.verdict.reason)
            pytest.skip(f"undecided: {result.verdict.reason}")
        if result.failed:
            raise RulesFailed(format_property_result(result))


class PropertyFile(pytest.File):
    """A file in the folder `properties` of a rule set."""

    def collect(self) -> Iterator[PropertyItem]:
        """Yield a test for each property that stands in the file."""
        here = _real(self.path)
        yield from _property_items(self.path.parent.parent, self, lambda file: file == here)


def _property_items(
    folder: Path, node: pytest.Collector, chosen: Callable[[Path], bool]
) -> Iterator[PropertyItem]:
    """Yield a test for each property of a rule set that stands in a file that is chosen."""
    rules = _loaded(_PROPERTIES, folder, RuleSetProperties, node)
    for each in rules.all if rules else ():
        if chosen(_real(each.at.file)):
            name = f"{each.id}: {each.title}"
            yield PropertyItem.from_parent(node, name=name, declared=each, rules=rules)


class RulesFolder(pytest.Directory):
    """The folder of a rule set that extends another: what lies in it, then what it inherits."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Yield what stands in the folder, in order of name, then the inherited cases."""
        for path in sorted(self.path.iterdir()):
            yield from self._nodes(path)
        yield InheritedCases.from_parent(self, name="inherited")

    def _nodes(self, path: Path) -> Iterator[pytest.Collector]:
        hook = self.session.gethookproxy(path.parent)
        if hook.pytest_ignore_collect(collection_path=path, config=self.config):
            return
        if path.is_dir():
            node = hook.pytest_collect_directory(path=path, parent=self)
            yield from () if node is None else (node,)
        else:
            yield from hook.pytest_collect_file(file_path=path, parent=self)


class InheritedCases(pytest.Collector):
    """The cases and properties that a rule set inherits from those it extends, of its own rules."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each of them."""
        cases, folder = _cases_of(self.path, self), _real(self.path)
        for case in cases.all if cases else ():
            if not _real(case.at.file).is_relative_to(folder):
                yield CaseItem.from_parent(self, name=case.name, case=case, cases=cases)
        yield from _property_items(self.path, self, lambda file: not file.is_relative_to(folder))


def _cases_of(folder: Path, node: pytest.Collector) -> RuleSetCases | None:
    return _loaded(_CASES, folder, RuleSetCases, node)


def _loaded(
    key: pytest.StashKey[dict[Path, Loaded | None]],
    folder: Path,
    load: Callable[[Path, Library], Loaded],
    node: pytest.Collector,
) -> Loaded | None:
    """The tests of a rule set, read once a session; None where that was refused once already.

    Raises:
        CollectError: they cannot be used; what is wrong is said at the first of its files alone.
    """
    loaded = node.config.stash.setdefault(key, {})
    if folder not in loaded:
        root = os.environ.get("AUTHORISATION_RULES")
        loaded[folder] = None
        try:
            loaded[folder] = load(_display_folder(folder), Library(Path(root) if root else None))
        except AuthorisationError as error:
            raise node.CollectError(str(error)) from None
    return loaded[folder]


def _rule_set_with(file: Path) -> Path:
    """The folder of the rule set that a file of cases is part of, or of its regime."""
    folder = file.parent.parent
    return folder if (folder / RULE_SET_FILE).is_file() else folder.parent


def _display_folder(folder: Path) -> Path:
    """A folder as it is shown: by its place below the current one where it lies there."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _real(path: str | Path) -> Path:
    return Path(os.path.realpath(path))
