"""Checks that run beside the editor: begun anew when somebody types, and told as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from authorisation.editor.checking import (
    CancellableTexts,
    CheckCancelled,
    CheckStage,
    FoundProblem,
    StageName,
    check_file,
    check_rules,
)
from authorisation.editor.project import Project
from authorisation.language.rules.find import RULE_SET_FILE
from authorisation.language.yaml.files import ParsedFiles, keeping_parsed
from authorisation.language.yaml.regular_files import is_file, reading_open_texts
from authorisation.usecases import DEFAULT_SET
from authorisation.usecases.library import Library

DELAY: Final = 0.04
"""So many seconds pass after a keystroke before a check begins: another may follow."""
IDLE: Final = 0.8
"""So many seconds nothing may change before what takes long is begun."""
Step = TypeVar("Step")


class Subject(msgspec.Struct, frozen=True):
    """A subject that is checked as a whole: the folder of a rule set, or the file of a group."""

    path: Path
    root: Path
    rules: bool = True

    @property
    def file(self) -> Path:
        """The file that a problem without a place is shown in."""
        return self.path / RULE_SET_FILE if self.rules else self.path


class BackgroundChecks:
    """Checks what changes and what rests on it, one subject after another, in a thread."""

    def __init__(
        self, project: Project, tell: Callable[[], None], report: Callable[[Exception], None]
    ) -> None:
        """Check what is open in a project.

        `tell` is called whenever something was found, `report` where a check itself has a fault.
        """
        self._project = project
        self._tell = tell
        self._report = report
        self._parsed = ParsedFiles()
        self._libraries: dict[Path, Library] = {}
        self._waiting: dict[Subject, None] = {}
        self._found: dict[Subject, dict[StageName, tuple[FoundProblem, ...]]] = {}
        self._texts = CancellableTexts({})
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="check")
        self.checked: dict[Path, str] = {}
        """The text of each open file of which the problems are known."""

    def changed(self, path: Path) -> None:
        """Check again what a file belongs to, and what rests on it."""
        first = dict.fromkeys(self._subjects(path))
        file = self._project.file(path)
        if file is not None and not (file.of_a_group or file.of_tests):
            self._libraries.clear()  # what they have loaded may have changed
        self._waiting = {**first, **self._waiting}
        self._begin()

    def problems(self) -> dict[Path, list[FoundProblem]]:
        """Every problem by the file that it is in; a file without any has none."""
        found: dict[Path, dict[FoundProblem, None]] = {}
        for subject, stages in self._found.items():
            for problems in stages.values():
                for each in problems:
                    place = Path.cwd() / each.problem.at.file
                    place = place if is_file(place) else subject.file
                    found.setdefault(place, {})[each] = None
        return {path: list(problems) for path, problems in found.items()}

    def stop(self) -> None:
        """Check no more."""
        self._cancel()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _subjects(self, path: Path) -> Iterator[Subject]:
        project, file = self._project, self._project.file(path)
        if file is None:
            return
        root = project.root_of(file)
        if file.folder is not None:
            yield from (Subject(each, root) for each in project.heirs(file.folder, root))
        elif not file.of_a_group:
            yield from (Subject(each, root) for each in project.rule_sets(root))
        else:
            if (default := project.rule_set_of(file)) not in project.known:
                yield Subject(default, root)
            yield Subject(path, root, rules=False)
            return
        for each in project.open:  # what groups wrote is read by the rules
            other = project.file(each)
            if other is not None and other.of_a_group and project.root_of(other) == root:
                yield Subject(each, root, rules=False)

    def _begin(self) -> None:
        self._cancel()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def _cancel(self) -> None:
        self._texts.cancelled = True
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        await asyncio.sleep(DELAY)
        texts = self._texts = CancellableTexts(self._project.open)
        as_read = dict(self._project.open)
        try:
            await self._check_all(texts, as_read)
        except CheckCancelled:
            return
        except Exception as fault:  # noqa: BLE001 a bug: who types is told, and may go on
            self._waiting.clear()
            self._report(fault)

    async def _check_all(self, texts: CancellableTexts, as_read: dict[Path, str]) -> None:
        left: list[tuple[Subject, Iterator[CheckStage]]] = []
        while self._waiting:
            subject = next(iter(self._waiting))
            stages = self._stages(subject, texts)
            while (stage := await self._next(stages, texts)) is not None:
                self._take(subject, stage, as_read)
                if stage.name is StageName.CASES and subject.rules:
                    left.append((subject, stages))
                    break
            self._waiting.pop(subject)
        await asyncio.sleep(IDLE)
        for subject, stages in left:
            while (stage := await self._next(stages, texts)) is not None:
                self._take(subject, stage, as_read)
        for root in dict.fromkeys(subject.root for subject, _ in left):
            # Looked through now, so that nobody waits when a name is asked for.
            documents = self._project.documents(root)
            while await self._next(documents, texts) is not None:
                pass

    async def _next(self, steps: Iterator[Step], texts: CancellableTexts) -> Step | None:
        """The next of several steps, made in the thread; None after the last."""

        def make() -> Step | None:
            with reading_open_texts(texts), keeping_parsed(self._parsed):
                return next(steps, None)

        step = await asyncio.get_running_loop().run_in_executor(self._thread, make)
        texts.raise_if_cancelled()
        return step

    def _stages(self, subject: Subject, texts: CancellableTexts) -> Iterator[CheckStage]:
        library = self._libraries.setdefault(subject.root, Library(subject.root))
        if subject.rules:
            before = self._project.known.get(subject.path)
            return check_rules(subject.path, library, before, texts.raise_if_cancelled)
        return self._file(subject, library)

    def _file(self, subject: Subject, library: Library) -> Iterator[CheckStage]:
        default = subject.root / DEFAULT_SET / RULE_SET_FILE
        own = None if is_file(default) else next(iter(library.names), None)
        yield check_file(subject.path, library, own)

    def _take(self, subject: Subject, stage: CheckStage, as_read: dict[Path, str]) -> None:
        self._found.setdefault(subject, {})[stage.name] = stage.problems
        if stage.known is not None:
            self._project.known[subject.path] = stage.known
        if stage.measured is not None:
            self._project.measured[subject.path] = stage.measured
        for path, text in as_read.items():
            if self._settles(subject, stage.name, path):
                self.checked[path] = text
        self._tell()

    def _settles(self, subject: Subject, stage: StageName, path: Path) -> bool:
        """Whether what is wrong in a file is known after a stage of the check of a subject."""
        file = self._project.file(path)
        if file is None or self._project.root_of(file) != subject.root:
            return False
        if file.of_a_group or not subject.rules:
            return path == subject.path
        if file.folder not in (subject.path, None):
            return False
        first = StageName.RULES
        if file.of_tests:
            first = StageName.CASES
        elif file.kind == "regime" or file.of_returns:
            first = StageName.REGIME
        stages = list(StageName)
        return stages.index(stage) >= stages.index(first)
