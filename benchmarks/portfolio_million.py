"""A million submissions from Parquet to Parquet: ours, and SQL written by hand, each a process.

Run by itself, `python -m benchmarks.portfolio_million ours|hand INPUT OUTPUT` is one of the two.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from authorisation.engine.program.program import compile_rules
from authorisation.portfolio.database import SUBMISSIONS, Database
from authorisation.portfolio.duckdb_sql import literal, quoted
from authorisation.portfolio.input.read_table import read_table
from authorisation.portfolio.input.sources import open_source
from authorisation.portfolio.layout import input_columns
from authorisation.portfolio.output import write_table
from authorisation.portfolio.parts import AssessmentOptions, compile_parts, parts_of
from authorisation.portfolio.run import RESULTS, work_out
from authorisation.report.file_formats import FileFormat
from benchmarks import ours, portfolio_sql, work
from benchmarks.builds import ROOT, run_in_turn
from benchmarks.processes import Command
from benchmarks.row import Row

MILLION: Final = 1_000_000
TENTH: Final = MILLION // 10
MISSING: Final = 0.2
SO_FAR: Final = 0.1
_ROW_GROUP: Final = 20_480
_COMPARED: Final = 40
"""How many columns are compared at once: what is held in memory grows with them."""
_VARIABLES: Final = {"PYTHONPATH": str(ROOT)}


def rows() -> list[Row]:
    """Measure both on a million submissions, and ours on a tenth of them."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        few, many = folder / "few.parquet", folder / "many.parquet"
        write_input(few, TENTH)
        write_input(many, MILLION)
        commands = [
            _command(kind, source, folder / f"{kind}-{source.name}")
            for source in (few, many)
            for kind in ("ours", "hand")
        ]
        our_few, _, our_many, hand = run_in_turn(commands, times=1, warm_up=0, settings=_VARIABLES)
        for name in (few.name, many.name):
            verify_equal(folder / f"ours-{name}", folder / f"hand-{name}")
    spent, by_hand = our_many["processor"][0], hand["processor"][0]
    growth, held = spent / our_few["processor"][0], our_many["megabytes"][0]
    title = f"{MILLION:,} submissions, 120 criteria, Parquet to Parquet"
    return [
        Row(f"{title}, seconds", f"{spent:.1f}"),
        Row("  SQL written by hand", f"{by_hand:.1f}"),
        Row("  ratio", f"{spent / by_hand:.2f}", spent / by_hand, 1.25),
        Row("  MB", f"{held:.0f}", held, 1500),
        Row("  SQL written by hand, MB", f"{hand['megabytes'][0]:.0f}"),
        Row("  beside a tenth of the rows", f"{growth:.1f} x", growth, 11),
    ]


def _command(kind: str, source: Path, output: Path) -> Command:
    module = ["-m", "benchmarks.portfolio_million", kind, str(source), str(output)]
    return Command(arguments=[sys.executable, *module], empties="")


def write_input(file: Path, number: int) -> None:
    """Write random submissions; a fifth of the answers is missing, a tenth of the lists so far."""
    made = work.rules()
    kinds = dict(input_columns(ours.rule_set(made)))
    columns = ["'Group ' || range AS name", "'G' || range AS code", "DATE '2012-10-01' AS as_of"]
    for rule in made:
        match rule:
            case work.Threshold(figure=figure, decimals=decimals):
                columns.append(_drawn_figure(figure, 0, decimals))
            case work.Ratio(figure=figure, by=by):
                columns += [_drawn_figure(figure, 0, 0), _drawn_figure(by, 500, 0)]
            case work.Count():
                pass
    roles = ", ".join(map(literal, work.ROLES))
    role = f"([{roles}])[1 + CAST(floor(random() * {len(work.ROLES)}) AS INTEGER)]"
    sessions = f"floor(random() * {work.SESSIONS + 1})"
    answers = {"role": role, "votes": "random() < 0.8", "sessions": sessions}
    member = ", ".join(f"{literal(name)}: {_drawn(value)}" for name, value in answers.items())
    members = ", ".join([f"{{{member}}}"] * work.MEMBERS)
    board = f"CAST([{members}] AS {kinds['board']})"
    columns.append(f"{_drawn(board)} AS board")
    columns.append(f"CASE WHEN random() < {SO_FAR} THEN true END AS board__so_far")
    with duckdb.connect() as database:
        # One thread and one seed: the same file each time.
        database.execute("SET threads = 1")
        database.execute("SELECT setseed(0.5)")
        query = f"SELECT {', '.join(columns)} FROM range({number})"
        place = literal(str(file))
        database.execute(f"COPY ({query}) TO {place} (FORMAT parquet, ROW_GROUP_SIZE {_ROW_GROUP})")


def _drawn(value: str) -> str:
    return f"CASE WHEN random() >= {MISSING} THEN {value} END"


def _drawn_figure(name: str, low: int, decimals: int) -> str:
    unit = 10**decimals
    whole = f"{low * unit} + floor(random() * {(int(work.LIMIT) - low) * unit + 1})"
    number = f"CAST(CAST({whole} AS BIGINT) AS DECIMAL(18, 6)) * {1 / unit:.{decimals}f}"
    return f"CAST({_drawn(number)} AS DECIMAL(18, 6)) AS {quoted(f'figures.{name}')}"


def verify_equal(found: Path, wanted: Path) -> None:
    """Stop unless two files of results have the same columns and rows, equal in every cell."""
    one, other = (f"read_parquet({literal(str(file))})" for file in (found, wanted))
    with duckdb.connect() as database:
        named = [
            [name for name, *_ in database.execute(f"DESCRIBE FROM {file}").fetchall()]
            for file in (one, other)
        ]
        if named[0] != named[1]:
            sys.exit(f"the columns differ: {set(named[0]) ^ set(named[1])}")
        differing: dict[str, int] = {}
        for at in range(0, len(named[0]), _COMPARED):
            names = named[0][at : at + _COMPARED]
            counts = ", ".join(
                f"count(*) FILTER (a.{quoted(name)} IS DISTINCT FROM b.{quoted(name)})"
                for name in names
            )
            numbers = database.execute(f"SELECT {counts} FROM {one} a POSITIONAL JOIN {other} b")
            differing |= dict(zip(names, numbers.fetchall()[0], strict=True))
    if any(differing.values()):
        sys.exit(f"cells differ: { {name: n for name, n in differing.items() if n} }")


def _run_ours(source: Path, output: Path) -> None:
    program = compile_rules(ours.rule_set(work.rules()))
    with TemporaryDirectory() as made, output.open("wb") as out:
        folder = Path(made)
        database = Database(folder / "spill")
        database.create(SUBMISSIONS, input_columns(program.rules))
        kinds = open_source(database, source, "", folder)
        read_table(database, kinds, program, str(source), folder, lambda *_: lambda _: None)
        options = AssessmentOptions(program=program)
        compiled, _ = compile_parts(parts_of(database.rows, options)[0], options)
        work_out(database, compiled, options, folder)
        write_table(database, RESULTS, FileFormat.PARQUET, folder, out)
        database.close()


def _run_by_hand(source: Path, output: Path) -> None:
    given = f"read_parquet({literal(str(source))}, file_row_number = true)"
    numbered = f'(SELECT file_row_number + 1 AS "row", * FROM {given})'
    statement = portfolio_sql.statement(work.rules(), numbered)
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
    with duckdb.connect() as database:
        database.execute(f"COPY ({statement}) TO {literal(str(output))} ({options})")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run = {"ours": _run_ours, "hand": _run_by_hand}[sys.argv[1]]
        run(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        os.chdir(ROOT)
        print("\n".join(map(str, rows())))
