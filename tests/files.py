"""Files read as the commands read them."""

from __future__ import annotations

from pathlib import Path

from authorisation.language.answers.returns import ReturnsContext, read_returns
from authorisation.language.answers.submissions import read_submission
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.model.question import QuestionBank
from authorisation.model.returns import AuthorisedGroup
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Submission


def load_submission(path: Path, rules: RuleSet | QuestionBank) -> Submission:
    return read_submission(read_file(path), display_path(path), rules)


def load_returns(path: Path, context: ReturnsContext) -> AuthorisedGroup:
    return read_returns(read_file(path), display_path(path), context)
