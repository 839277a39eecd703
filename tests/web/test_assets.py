"""What pages load: of one version with the templates, complete, and nothing from elsewhere."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from authorisation.web.settings import STATIC

ROOT = Path(__file__).parents[2]
WANTED = json.loads((ROOT / "package.json").read_text())
TEMPLATES = {"0.10": "10.6"}
"""Which minor version of the style goes with which of the templates, by the table in their page."""
built = pytest.mark.skipif(
    not (STATIC / "nhsuk").is_dir(), reason="the style is not built: `make assets` builds it"
)


def test_style_and_templates_are_of_one_version() -> None:
    templates = version("nhsuk-frontend-jinja").rpartition(".")[0]
    style = WANTED["dependencies"]["nhsuk-frontend"].rpartition(".")[0]

    assert TEMPLATES[templates] == style


def test_the_lock_of_the_assets_names_exact_versions_with_hashes_and_no_host() -> None:
    text = (ROOT / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    names = {**WANTED["dependencies"], **WANTED["devDependencies"]}

    assert "://" not in text
    for name, wanted in names.items():
        assert packages[f"node_modules/{name}"]["version"] == wanted
        assert packages[f"node_modules/{name}"]["integrity"].startswith("sha512-")


@built
def test_nothing_is_loaded_from_elsewhere_and_all_that_is_named_is_there() -> None:
    style = (STATIC / "nhsuk" / "nhsuk-frontend.css").read_text()
    named = re.findall(r"url\(([^)]*)\)", style)

    assert named
    assert "@font-face" not in style
    assert "Frutiger" not in style
    assert [each for each in named if not (STATIC / "nhsuk" / each).is_file()] == []
    for file in STATIC.rglob("*.css"):
        assert "@import" not in file.read_text()
    for file in STATIC.rglob("*.js"):
        assert re.findall(r"sourceMappingURL|https?://", file.read_text()) == []
