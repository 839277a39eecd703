#!/usr/bin/env bash
# A primary care trust that becomes the number 50.
# Documented: PyYAML writes and reads YAML 1.1, where a float needs a point, so 5E1 (Stockton-on-
# Tees Teaching PCT) is text; in the core schema of YAML 1.2 (10.3.2) a float needs none. Each tool
# keeps its version's rule.
# Observed: PyYAML writes the code without quotes, reads it back as text, and a YAML 1.2 reader
# takes it for 50.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq PyYAML==6.0.4
npm install --silent yaml@2.9.1

cat >write.py <<'PYTHON'
from pathlib import Path

import yaml

text = yaml.safe_dump({"commissioners": ["5D9", "5E1"]}, default_flow_style=True)
Path("codes.yaml").write_text(text)
print("PyYAML", yaml.__version__)
print("written as", text.strip())
print("read as", yaml.safe_load(text))
PYTHON
cat >show.js <<'NODE'
const { readFileSync } = require("node:fs");
const { parse } = require("yaml");

console.log("yaml", JSON.parse(readFileSync("node_modules/yaml/package.json")).version);
console.log("read as", JSON.stringify(parse(readFileSync("codes.yaml", "utf8"))));
NODE

cat >recorded <<'TEXT'
PyYAML 6.0.4
written as {commissioners: [5D9, 5E1]}
read as {'commissioners': ['5D9', '5E1']}
yaml 2.9.1
read as {"commissioners":["5D9",50]}
TEXT

echo 'expected: 5E1, as text, on both sides'
{
  venv/bin/python write.py
  node show.js
} | tee output
diff recorded output
echo 'as recorded'
