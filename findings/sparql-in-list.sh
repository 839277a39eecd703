#!/usr/bin/env bash
# A band that equals an allowed one, and is not in the list.
# Documented: SPARQL 1.1, 17.4.1.9 (IN) and 17.4.1.10 (NOT IN): the same as `=` with each member,
# joined by or; for numbers `=` is of values (17.3).
# Observed: rdflib compares terms: 0.50 equals 0.5, and is not in a list of it. pyoxigraph keeps the
# standard.
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
DATA = "@prefix : <urn:example:> . :north :share 0.50 ; :patients 5000.0 ."
graph = rdflib.Graph().parse(data=DATA, format="turtle")
store = pyoxigraph.Store()
store.load(DATA.encode(), format=pyoxigraph.RdfFormat.TURTLE)
for condition in (
    "?share = 0.25 || ?share = 0.5",
    "?share IN (0.25, 0.5)",
    "?share NOT IN (0.25, 0.5)",
    "?patients = 5000",
    "?patients IN (4000, 5000)",
):
    query = f"PREFIX : <urn:example:> ASK {{ ?who :share ?share ; :patients ?patients FILTER({condition}) }}"
    print(condition, bool(graph.query(query).askAnswer), bool(store.query(query)))
PYTHON

cat >recorded <<'TEXT'
rdflib 7.6.0 | pyoxigraph 0.5.13
?share = 0.25 || ?share = 0.5 True True
?share IN (0.25, 0.5) False True
?share NOT IN (0.25, 0.5) True False
?patients = 5000 True True
?patients IN (4000, 5000) False True
TEXT

echo 'expected: in both, True, True, False, True, True'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
