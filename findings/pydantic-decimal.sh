#!/usr/bin/env bash
# An exact amount that passed through a float.
# Documented: both libraries document Decimal as a type to read into; RFC 8259, section 6 sets no
# limit to the digits of a number, and lets software set one.
# Observed: pydantic reads a JSON number as a float first, so digits past the seventeenth and a
# closing zero are lost; msgspec keeps the number as written; pydantic keeps it too where JSON has
# it in quotes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq pydantic==2.14.4 msgspec==0.23.0

cat >show.py <<'PYTHON'
from decimal import Decimal
from importlib.metadata import version

import msgspec
from pydantic import TypeAdapter

print("pydantic", version("pydantic"), "| msgspec", version("msgspec"))
for text in ("62700000000.000000001", "12345678901234567.89", "1.10", '"62700000000.000000001"'):
    read = TypeAdapter(Decimal).validate_json(text)
    print(text, "pydantic:", read, "| msgspec:", msgspec.json.decode(text, type=Decimal))
PYTHON

cat >recorded <<'TEXT'
pydantic 2.14.4 | msgspec 0.23.0
62700000000.000000001 pydantic: 62700000000 | msgspec: 62700000000.000000001
12345678901234567.89 pydantic: 12345678901234568 | msgspec: 12345678901234567.89
1.10 pydantic: 1.1 | msgspec: 1.10
"62700000000.000000001" pydantic: 62700000000.000000001 | msgspec: 62700000000.000000001
TEXT

echo 'expected: the number as written, from both'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
