"""The page for editors: each setting on it can be read by the editor that it is for."""

from __future__ import annotations

import json
import tomllib

from tests.docs.blocks import blocks

PAGE = "docs/editor.md"


def block(language: str) -> str:
    (found,) = (each.text for each in blocks(PAGE) if each.kind == language)
    return found


def test_the_settings_of_vs_code_start_the_server_for_files_of_yaml() -> None:
    settings = json.loads(block("json"))

    assert settings["glspc.server.command"] == "authorise"
    assert settings["glspc.server.commandArguments"] == ["lsp"]
    assert settings["glspc.server.languageId"] == ["yaml"]


def test_the_settings_of_helix_start_the_server_for_files_of_yaml() -> None:
    settings = tomllib.loads(block("toml"))
    server = settings["language-server"]["authorise"]

    assert [server["command"], *server["args"]] == ["authorise", "lsp"]
    assert settings["language"][0]["name"] == "yaml"
    assert settings["language"][0]["language-servers"][0] == "authorise"
