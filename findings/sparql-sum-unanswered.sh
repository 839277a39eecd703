#!/usr/bin/env bash
# A total over practices of which one has not answered.
# Documented: SPARQL 1.1, 11.5 (errors), and the working group's answer BT-1: a member that cannot be
# added or averaged makes the aggregate an error, and an error leaves its variable unbound. COUNT
# alone passes over what is unbound (18.5.1.2).
# Observed: rdflib sums and averages those that answered; pyoxigraph gives no total.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq rdflib==7.6.0 pyoxigraph==0.5.13

cat >show.py <<'PYTHON'
from importlib.metadata import version

import pyoxigraph
import rdflib

print("rdflib", version("rdflib"), "| pyoxigraph", version("pyoxigraph"))
DATA = """@prefix : <urn:example:> .
:group :member :north, :south, :east . :north :patients 5000 . :south :patients 3000 ."""
graph = rdflib.Graph().parse(data=DATA, format="turtle")
store = pyoxigraph.Store()
store.load(DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
for shown in ("SUM(?patients)", "AVG(?patients)", "SUM(?patients) < 10000", "COUNT(?patients)"):
    query = (
        f"PREFIX : <urn:example:> SELECT ({shown} AS ?answer)"
        " { :group :member ?practice OPTIONAL { ?practice :patients ?patients } }"
    )
    (rdflib_row,) = graph.query(query)
    (oxigraph_row,) = store.query(query)
    print(shown, rdflib_row[0], oxigraph_row["answer"] and oxigraph_row["answer"].value)
PYTHON

cat >recorded <<'TEXT'
rdflib 7.6.0 | pyoxigraph 0.5.13
SUM(?patients) 8000 None
AVG(?patients) 4000 None
SUM(?patients) < 10000 true None
COUNT(?patients) 2 2
TEXT

echo 'expected: in both, None for the first three, and 2'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
