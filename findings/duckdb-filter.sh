#!/usr/bin/env bash
# A guard that comes too late.
# Documented: SQL:2003, 10.9: FILTER chooses the rows first, and only for those is the argument
# evaluated; DuckDB's page "FILTER clause" says that it filters the rows fed into the aggregate.
# Observed: the argument is evaluated for every row, so the zero that FILTER excludes ends the
# query; WHERE and CASE guard.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq duckdb==2.0.1

cat >show.py <<'PYTHON'
import duckdb

print("duckdb", duckdb.__version__)
practices = "(VALUES ('open', 4, 2), ('closed', 0, 0)) practices(status, patients, doctors)"
for written in (
    f"sum(patients // doctors) FILTER (WHERE doctors > 0) FROM {practices}",
    f"sum(CASE WHEN doctors > 0 THEN patients // doctors END) FROM {practices}",
    f"sum(patients // doctors) FROM {practices} WHERE doctors > 0",
):
    try:
        answer = duckdb.sql(f"SELECT {written}").fetchall()[0][0]
    except duckdb.Error as error:
        answer = str(error).partition(" in expression")[0]
    print(written.replace(practices, "practices"), "->", answer)
PYTHON

cat >recorded <<'TEXT'
duckdb 2.0.1
sum(patients // doctors) FILTER (WHERE doctors > 0) FROM practices -> Invalid Input Error: Division by zero
sum(CASE WHEN doctors > 0 THEN patients // doctors END) FROM practices -> 2
sum(patients // doctors) FROM practices WHERE doctors > 0 -> 2
TEXT

echo 'expected: 2 from each of the three'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
