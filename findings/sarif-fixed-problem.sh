#!/usr/bin/env bash
# A problem that was put right, counted among the errors.
# Documented: SARIF 2.1.0, 3.27.24: absent is a result of an earlier run that this one no longer
# has; 3.35.1: what is suppressed is usually left out of lists and counts.
# Observed: sarif summary counts both as errors of this run; a result of kind pass it rightly counts
# under none.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq sarif-tools==3.0.5

cat >show.py <<'PYTHON'
import json
import sys

results = [
    {"ruleId": "still-wrong", "level": "error", "baselineState": "new"},
    {"ruleId": "put-right", "level": "error", "baselineState": "absent"},
    {"ruleId": "accepted", "level": "error", "suppressions": [{"kind": "external", "status": "accepted"}]},
    {"ruleId": "met", "kind": "pass"},
]
for result in results:
    result["message"] = {"text": result["ruleId"]}
json.dump({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "rules"}}, "results": results}]}, sys.stdout)
PYTHON

cat >recorded <<'TEXT'
SARIF tools v3.0.5
error: 3
 - still-wrong: 1
 - put-right: 1
 - accepted: 1
warning: 0
note: 0
none: 1
 - met: 1
TEXT

echo 'expected: error: 1 (the new one)'
{
  venv/bin/python show.py >rules.sarif
  venv/bin/sarif --version
  venv/bin/sarif summary rules.sarif | grep .
} | tee output
diff recorded output
echo 'as recorded'
