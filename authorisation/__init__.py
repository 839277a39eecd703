"""Assess applications for authorisation against written rules, and say why."""

from importlib import import_module

__version__ = "0.2.0"
_HANDED_ON = {
    "authorisation.api": (
        *(
            "RulesComparison",
            "FindingResult",
            "GroupResult",
            "Monitored",
            "Pools",
            "Replay",
            "Result",
            "Rules",
        ),
        *("load", "replay"),
    ),
    "authorisation.errors": (
        *("AuthorisationError", "InvalidOption", "InvalidRecord", "InvalidRules"),
        *("InvalidSubmission", "UnreadableFile"),
    ),
}
"""What is imported when it is first asked for, so that commands start quickly, and from where.

`__init__.pyi` says the same to type checkers.
"""

__all__ = ["__version__", *(name for names in _HANDED_ON.values() for name in names)]  # noqa: PLE0604 - all are texts


def __getattr__(name: str) -> object:
    for module, names in _HANDED_ON.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module `authorisation` has no attribute `{name}`")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
