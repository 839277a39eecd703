#!/usr/bin/env bash
# Answers that were stored, shown again by the NHS.UK components for Jinja.
# Documented: the README: "All our macros take identical arguments to the Nunjucks ones"; there `value`
# chooses the item of that value, and a textarea or a row holds the value that it is given.
# Observed: a number chooses no radio that a form posted as text, and 0 chooses nothing even as a
# number; a textarea without a value holds the word None; a row of 0 is left empty; a textarea folded
# into details has its second line indented, which the next save would store.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq nhsuk-frontend-jinja==0.10.2 jinja2==3.1.6

cat >show.py <<'PYTHON'
import re
from importlib.metadata import version

from jinja2 import ChainableUndefined, Environment, PackageLoader

pages = Environment(
    undefined=ChainableUndefined, loader=PackageLoader("nhsuk_frontend_jinja"), autoescape=True
)


def component(folder, name, params):
    template = pages.get_template(f"nhsuk/components/{folder}/macro.jinja")
    return getattr(template.module, name)(params)


def chosen(value, posted):
    items = [{"value": value, "text": "practices"}]
    shown = component("radios", "radios", {"name": "n", "value": posted, "items": items})
    return "chosen" if "checked" in shown else "not chosen"


def textarea(value):
    return component("textarea", "textarea", {"id": "why", "name": "why", "value": value})


def held(shown):
    return re.search(r"<textarea[^>]*>(.*?)</textarea>", str(shown), re.DOTALL)[1]


def row(value):
    rows = [{"key": {"text": "Members with a conflict"}, "value": {"text": value}}]
    shown = component("summary-list", "summaryList", {"rows": rows})
    return re.search(r"<dd[^>]*>(.*?)</dd>", str(shown), re.DOTALL)[1].strip()


print("nhsuk-frontend-jinja", version("nhsuk-frontend-jinja"))
print("item 1, stored '1':", chosen(1, "1"))
print("item 0, stored 0:", chosen(0, 0))
print("no reason stored:", repr(held(textarea(None))))
print("row of 0:", repr(row(0)))
folded = component("details", "details", {"summaryText": "Why", "html": textarea("one\ntwo")})
print("two lines, folded away:", repr(held(folded)))
PYTHON

cat >recorded <<'TEXT'
nhsuk-frontend-jinja 0.10.2
item 1, stored '1': not chosen
item 0, stored 0: not chosen
no reason stored: 'None'
row of 0: ''
two lines, folded away: 'one\n    two'
TEXT

echo "expected: both chosen, no reason held, a row of 0, and the two lines as they were stored"
venv/bin/python show.py | tee output
diff recorded output
echo 'as recorded'
