"""A case keeps the checks of answers that it inherits, but of the answers that it checks itself."""

from __future__ import annotations

from pathlib import Path

from authorisation.language.cases.assessment import load_cases
from authorisation.usecases.library import Library
from tests.rule_sets.folders import copy_folder, write_files

CHECK = "{{answer: {}, assessor: Ann, on: 2012-05-01, grade: {}, reason: Seen}}"
SIZE, BOARD = "population.registered", "board"
CASES = f"""\
- case: first
  as_of: 2012-06-01
  given: {{population.registered: 1500, board: [{{role: lay}}]}}
  judgements: [{CHECK.format(SIZE, "in order")}, {CHECK.format(BOARD, "in order")}]
  expect: {{SIZE: met}}
- case: second
  extends: first
  judgements: [{CHECK.format(BOARD, "wanting")}]
  expect: {{SIZE: met}}
"""


def test_a_check_of_one_answer_leaves_the_inherited_check_of_another(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    write_files({"rules/demo/cases/checks.yaml": CASES}, tmp_path)
    root = tmp_path / "rules"

    cases = load_cases("demo", Library(root).rule_set("demo"), root=root)

    (second,) = (case for case in cases if case.name == "second")
    assert [(entry.answer, entry.grade) for entry in second.judgements] == [
        (SIZE, "in order"),
        (BOARD, "wanting"),
    ]
