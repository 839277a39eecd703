"""What an editor does to the files of a folder, without a server between."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authorisation.editor.checking import FoundProblem, StageName, check_file, check_rules
from authorisation.editor.completion.choices import Choices
from authorisation.editor.completion.complete import complete
from authorisation.editor.project import Project, ReadFile
from authorisation.language.fixes.edits import QuickFix, quick_fixes
from authorisation.language.fixes.text import FileEdit, SourceText
from authorisation.language.yaml.regular_files import OpenTexts, reading_open_texts
from authorisation.usecases.library import Library

CURSOR = "▮"


class Workspace:
    """A folder that is open in an editor, checked whenever it is asked to be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = Project([folder])
        self.check()

    def check(self, *, measure: bool = False) -> list[tuple[Path, FoundProblem]]:
        """Check every rule set as it is open now; give the errors, each with its file.

        What its cases look at is found only where that is to be measured.
        """
        library = Library(self.project.root)
        found: dict[tuple[Path, FoundProblem], None] = {}
        with reading_open_texts(OpenTexts(self.project.open)):
            for rules in self.project.rule_sets(self.project.root):
                before = self.project.known.get(rules)
                for stage in check_rules(rules, library, before, lambda: None):
                    if stage.known is not None:
                        self.project.known[rules] = stage.known
                    if stage.measured is not None:
                        self.project.measured[rules] = stage.measured
                    found |= {(_place(each), each): None for each in stage.problems}
                    if stage.name is StageName.CASES and not measure:
                        break
        return [(path, each) for path, each in found if not each.advice]

    def check_file(self, name: str) -> tuple[FoundProblem, ...]:
        """Check what a group wrote, as it is open now."""
        with reading_open_texts(OpenTexts(self.project.open)):
            rules = self.project.rule_sets(self.project.root)[0].name
            library = Library(self.project.root)
            return check_file(self.folder / name, library, rules).problems

    def write(self, name: str, text: str) -> Path:
        """Type the text of a file, which is not saved."""
        path = self.folder / name
        self.project.open[path] = text
        return path

    def replace(self, name: str, old: str, new: str) -> Path:
        """Type something in place of the one passage of a file."""
        text = self.text(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        return self.write(name, text.replace(old, new))

    def text(self, name: str) -> str:
        text = self.project.text(self.folder / name)
        assert text is not None
        return text

    def read(self, name: str) -> ReadFile:
        file = self.project.document(self.folder / name)
        assert file is not None
        return file

    def make(self, edits: Iterable[FileEdit]) -> None:
        """Make edits as an editor does."""
        several = list(edits)
        changed = {Path(edit.file) for edit in several}
        texts = {path: self.project.edited(several, path) for path in changed}
        self.project.open.update(texts)

    def complete(self, name: str, text: str) -> tuple[Choices, SourceText]:
        """What may be written at the cursor that stands in a text."""
        offset = text.index(CURSOR)
        path = self.write(name, text.replace(CURSOR, ""))
        file = self.project.file(path)
        assert file is not None
        known = self.project.known_to(file)
        assert known is not None
        source = SourceText(self.text(name))
        return complete(source, offset, file, known), source

    def fixes(self) -> list[QuickFix]:
        """The quick fixes of every problem that there is, in the order of the problems."""
        found: list[QuickFix] = []
        for _, each in self.check():
            found += quick_fixes(each.problem, self.project.source)
        return found


def _place(found: FoundProblem) -> Path:
    return Path.cwd() / found.problem.at.file
