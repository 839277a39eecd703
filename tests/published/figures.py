"""A few figures that were published, from the file beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def published(kind: str) -> dict[str, Any]:
    """The rows of one kind: `groups`, `pathfinders`, `allocations` or `pathways`."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    rows: dict[str, Any] = yaml.safe_load(text)[kind]["rows"]
    return rows
