#!/usr/bin/env bash
# A case in a file of its own, run by pytest, with a plugin installed that has nothing to do with it.
# Documented: pytest's "Working with non-python tests" collects items from any file; an item needs
# `runtest` and `reportinfo`, and fixtures (`funcargs`) belong to functions. pluggy's "Wrappers":
# a wrapper yields exactly once.
# Observed: pytest-lsp's wrapper around the call of a test returns before it yields where an item has
# no `funcargs`, so each such item fails, whatever it tests.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -qq pytest==9.2.0 pluggy==1.7.0 pytest-lsp==1.0.1

cat >conftest.py <<'PYTHON'
import pytest


class Case(pytest.Item):
    def runtest(self):
        size, line = self.path.read_text().split(" >= ")
        assert int(size) >= int(line)

    def reportinfo(self):
        return self.path, 0, self.name


class Cases(pytest.File):
    def collect(self):
        yield Case.from_parent(self, name="large enough")


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".case":
        return Cases.from_parent(parent, path=file_path)
PYTHON
echo '120000 >= 100000' >size.case

cat >recorded <<'TEXT'
pytest 9.2.0, pytest-lsp 1.0.1
without pytest-lsp: 1 passed
with it: 1 failed, for a wrapper did not yield
TEXT

run() { venv/bin/python -m pytest -q -p no:cacheprovider "$@" size.case 2>/dev/null || true; }
{
    venv/bin/python -c 'from importlib.metadata import version as v
print("pytest " + v("pytest") + ", pytest-lsp " + v("pytest-lsp"))'
    echo "without pytest-lsp: $(run -p no:pytest-lsp | grep -o '^1 [a-z]*')"
    why=$(run | grep -o "did not yield" | head -1)
    echo "with it: $(run | grep -o '^1 [a-z]*'), for a wrapper $why"
} >output

echo 'expected: the case passes beside a plugin for servers of editors, which it does not use'
cat output
diff recorded output
echo 'as recorded'
