"""Student's t with a standard deviation of 1; it alone needs SciPy, loaded when used."""

from __future__ import annotations

import math
from importlib import import_module
from types import ModuleType
from typing import Final

from authorisation.errors import EngineUnavailable

SCIPY_REMEDY: Final = "pip install scipy"


def student_quantile(level: float, nu: float) -> float:
    """Give the quantile at a level: the value that this part lies below; `nu` is above 2.

    Raises:
        EngineUnavailable: SciPy is not installed.
    """
    return float(_scipy_special().stdtrit(nu, level)) / math.sqrt(nu / (nu - 2))


def _scipy_special() -> ModuleType:
    try:
        return import_module("scipy.special")  # nearly half a second, for few lines
    except ImportError:
        raise EngineUnavailable(
            "SciPy",
            "a budget line with heavy tails needs it, and it is not installed",
            SCIPY_REMEDY,
        ) from None
