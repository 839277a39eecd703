#!/usr/bin/env bash
# A duration that is equal to another, and greater than it.
# Documented: DMN 1.3, 10.3.4.1 (conversion functions): the result is a duration of years and
# months, no days; the table's own example is that 22 December 2011 to 24 August 2013 is P1Y8M.
# Observed: feelin keeps the two days left over: text shows them, equality does not, order does.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent feelin@8.2.0

cat >show.mjs <<'NODE'
import { readFileSync } from "node:fs";
import { evaluate } from "feelin";

console.log("feelin", JSON.parse(readFileSync("node_modules/feelin/package.json")).version);
const between = 'years and months duration(date("2011-12-22"), date("2013-08-24"))';
const whole = 'duration("P1Y8M")';
const compared = ["=", "<=", ">"].map((order) => `${between} ${order} ${whole}`);
for (const expression of [`string(${between})`, ...compared]) {
  console.log(expression.replace(between, "between").padEnd(30), JSON.stringify(evaluate(expression, {}).value));
}
NODE

cat >recorded <<'TEXT'
feelin 8.2.0
string(between)                "P1Y8M2D"
between = duration("P1Y8M")    true
between <= duration("P1Y8M")   false
between > duration("P1Y8M")    true
TEXT

echo 'expected: P1Y8M, equal to duration("P1Y8M"), at most duration("P1Y8M"), and not greater'
node show.mjs | tee output
diff recorded output
echo 'as recorded'
