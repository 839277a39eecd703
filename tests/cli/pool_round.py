"""Six applications under rules that say what a pool is to reach, and tables beside them."""

from __future__ import annotations

from pathlib import Path

from tests.practice_rows import practice_row

ROUND = "round"
GROUPS = {
    "alpha": ("Alpha", "A1", "population.registered: 600, practices: [{code: P1}, {code: P2}]"),
    "beta": ("Beta", "B1", "population.registered: 500, practices: [{code: P3}]"),
    "gamma": ("Gamma", "G1", "population.registered: 450, practices: {so_far: [{code: P4}]}"),
    "delta": ("Delta", "D1", "population.registered: 1800, practices: [{code: P3}]"),
    "epsilon": ("Epsilon", "", "board: []"),
    "zeta": (
        "Zeta",
        "Z1",
        "population.registered: 300, sharing.agreement: signed in May, sharing.covered: 1500",
    ),
}
SIZE = """    require:
      any:
        - population.registered >= least
        - all: [sharing.agreement != null, sharing.covered >= least]
"""
BIG = """  - id: BIG
    title: The group is not too large
    severity: note
    source: act#1
    require: population.registered <= most
"""
POOLING = """\
pooling:
  criterion: SIZE
  figure: population.registered
  line: least
  covered: sharing.covered
  agreement: sharing.agreement
"""
NEAR = "code,near\nA1,B1\nb1,Delta\nA1,Zeta\nX9,A1\n"
PRACTICES = ("F1", "Fern"), ("F2", "Firs"), ("F3", "Fold"), ("P4", "Taken"), ("F9", "No size")
SIZES = "code,size\nF1,300\nF2,150\nF3,100\nP4,900\n"


def write_round(folder: Path) -> None:
    """Write them into a folder that holds the small rules."""
    bank = folder / "rules/questions/all.yaml"
    text = bank.read_text().replace("registered: {", "registered: {merge: sum, ")
    text = text.replace("practices: {type: list,", "practices: {type: list, merge: join,")
    sharing = (
        "sharing:\n"
        "  agreement: {type: document, none: no pool, ask: Which agreement?}\n"
        "  covered: {type: integer, unit: patient, min: 0, ask: How many are covered?}\n"
    )
    bank.write_text(text.replace("board:\n", f"{sharing}board:\n"))
    rules = folder / "rules/demo"
    figures = rules / "parameters.yaml"
    most = "most: {title: Most patients, type: integer, unit: patient, values: {2012-01-01: {value: 2200, source: act#1}}}\n"
    figures.write_text(figures.read_text() + most)
    criteria = rules / "criteria/all.yaml"
    text = criteria.read_text().replace("    require: population.registered >= least\n", SIZE)
    criteria.write_text(text + BIG)
    head = rules / "ruleset.yaml"
    head.write_text(head.read_text().replace("pool]", "pool, sharing]") + POOLING)
    for file, (name, code, answers) in GROUPS.items():
        place = folder / ROUND / f"{file}.yaml"
        place.parent.mkdir(exist_ok=True)
        coded = f"code: {code}\n" if code else ""
        place.write_text(f"name: {name}\n{coded}as_of: 2012-06-01\nanswers: {{{answers}}}\n")
    (folder / "near.csv").write_text(NEAR)
    (folder / "sizes.csv").write_text(SIZES)
    rows = [practice_row(code=f"{code}0000", name=name) for code, name in PRACTICES]
    (folder / "epraccur.csv").write_text("".join(rows).replace("0000", "000"))
