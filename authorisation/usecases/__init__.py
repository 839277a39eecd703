"""Use cases, one a module: what the product does; the command line calls only these."""

from __future__ import annotations

from typing import Final

DEFAULT_SET: Final = "gpcc-2010"
"""The rule set that is meant where none is named."""
