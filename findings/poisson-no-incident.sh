#!/usr/bin/env bash
# No incident in a year, and a rate above its line.
# Documented: statsmodels, confint_poisson: every method is central, at most half of alpha in each
# tail, and midp-c is the exact interval, corrected. A count of zero leaves no tail below: the lower
# limit is 0, as the exact and the score method have it.
# Observed: midp-c gives the upper limit twice; counts from one on are right.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq statsmodels==0.15.0

cat >show.py <<'PYTHON'
from importlib.metadata import version

from statsmodels.stats.rates import confint_poisson

print("statsmodels", version("statsmodels"))
WEEKS, LINE = 52, 0.05
for count in (0, 1):
    for method in ("exact-c", "score", "midp-c"):
        low, high = (float(limit) for limit in confint_poisson(count, WEEKS, method=method))
        print(count, method, f"{low:.4f} to {high:.4f}", "above the line" if low > LINE else "not above")
PYTHON

cat >recorded <<'TEXT'
statsmodels 0.15.0
0 exact-c 0.0000 to 0.0709 not above
0 score 0.0000 to 0.0739 not above
0 midp-c 0.0576 to 0.0576 above the line
1 exact-c 0.0005 to 0.1071 not above
1 score 0.0034 to 0.1089 not above
1 midp-c 0.0010 to 0.0948 not above
TEXT

echo 'expected: 0 midp-c 0.0000 to 0.0576 not above; the others as they are'
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
