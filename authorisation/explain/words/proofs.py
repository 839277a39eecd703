"""What every proof over all answers leaves out, in words."""

from __future__ import annotations

from typing import Final

PROOF_LIMITS: Final = (
    "Numbers have at most 6 decimals and lie within 10^15 of 0 where their question sets no limit;"
    " dates are from 1901 to 2099."
)
"""The numbers and dates that are looked at, whoever asks."""
