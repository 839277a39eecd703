#!/usr/bin/env bash
# A term in months, carried from one database to another.
# Documented: Microsoft's page "DATEDIFF (Transact-SQL)": counted are the month ends that lie
# between. sqlglot's README: what it writes means the same in the other dialect, and it warns
# where it cannot. MySQL's DATEDIFF counts days.
# Observed, without a warning: DuckDB's text keeps the meaning; SQLite's divides days by 30,
# PostgreSQL's counts whole months, MySQL's counts days.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq sqlglot==30.30.0 duckdb==2.0.1

cat >show.py <<'PYTHON'
import sqlite3
from importlib.metadata import version

import duckdb
import sqlglot

print("sqlglot", version("sqlglot"), "| duckdb", version("duckdb"))


def written(dialect, since, until):
    source = f"SELECT DATEDIFF(month, CAST('{since}' AS DATE), CAST('{until}' AS DATE))"
    return sqlglot.transpile(source, read="tsql", write=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)[0]


sqlite = sqlite3.connect(":memory:")
for since, until in (("2012-01-31", "2012-02-01"), ("2012-01-31", "2012-03-01"), ("2012-04-01", "2013-04-01")):
    ((in_duckdb,),) = duckdb.sql(written("duckdb", since, until)).fetchall()
    print(since, until, in_duckdb, sqlite.execute(written("sqlite", since, until)).fetchone()[0])
sqlite.close()
print("postgres", "AGE(" in written("postgres", since, until), "DATE_TRUNC" in written("postgres", since, until))
print("mysql", written("mysql", since, until))
PYTHON

cat >recorded <<'TEXT'
sqlglot 30.30.0 | duckdb 2.0.1
2012-01-31 2012-02-01 1 0
2012-01-31 2012-03-01 2 1
2012-04-01 2013-04-01 12 12
postgres True False
mysql SELECT DATEDIFF(CAST(CAST('2013-04-01' AS DATE) AS DATETIME), CAST(CAST('2012-04-01' AS DATE) AS DATETIME))
TEXT

echo 'expected: 1 1, 2 2, 12 12; PostgreSQL by the month of each date; MySQL in months'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
