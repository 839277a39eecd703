#!/usr/bin/env bash
# The next working day, in the years in which a bank holiday was moved or added.
# Documented: in England, 29 April 2011 and 5 June 2012 were added, the spring holiday of 2012 moved
# from 28 May to 4 June, and 8 May 2023 added (proclamations under the Banking and Financial
# Dealings Act 1971; "UK bank holidays" of GOV.UK). Each library says that it has England's.
# Observed: date-holidays lacks 2011's and has not moved 2012's; workalendar lacks 2023's; holidays
# has all.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq holidays==0.109 workalendar==17.0.0
npm install --silent date-holidays@3.37.0

cat >show.py <<'PYTHON'
from datetime import date, timedelta
from importlib.metadata import version

import holidays
from workalendar.europe import UnitedKingdom

for name, closed in (
    ("holidays", holidays.country_holidays("GB", subdiv="ENG").__contains__),
    ("workalendar", UnitedKingdom().is_holiday),
):
    print(name, version(name), end="")
    for day in (date(2011, 4, 28), date(2012, 5, 25), date(2012, 6, 1), date(2023, 5, 5)):
        following = day + timedelta(1)
        while following.weekday() > 4 or closed(following):
            following += timedelta(1)
        print("", following, end="")
    print()
PYTHON
cat >show.mjs <<'NODE'
import { readFileSync } from "node:fs";
import Holidays from "date-holidays";

const { version } = JSON.parse(readFileSync("node_modules/date-holidays/package.json"));
const england = new Holidays("GB", "ENG");
const shown = ["2011-04-28", "2012-05-25", "2012-06-01", "2023-05-05"].map((day) => {
  const closed = england.getHolidays(Number(day.slice(0, 4))).filter((one) => one.type === "public");
  const days = new Set(closed.map((one) => one.date.slice(0, 10)));
  const following = new Date(`${day}T00:00:00Z`);
  const text = () => following.toISOString().slice(0, 10);
  do following.setUTCDate(following.getUTCDate() + 1);
  while (following.getUTCDay() % 6 === 0 || days.has(text()));
  return text();
});
console.log("date-holidays", version, ...shown);
NODE

cat >recorded <<'TEXT'
holidays 0.109 2011-05-03 2012-05-28 2012-06-06 2023-05-09
workalendar 17.0.0 2011-05-03 2012-05-28 2012-06-06 2023-05-08
date-holidays 3.37.0 2011-04-29 2012-05-29 2012-06-04 2023-05-09
TEXT

echo 'expected: 2011-05-03 2012-05-28 2012-06-06 2023-05-09 in each'
{
  venv/bin/python show.py
  node show.mjs
} | tee output
diff recorded output
echo 'as recorded'
