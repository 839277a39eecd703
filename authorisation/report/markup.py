"""Texts from anywhere made safe to stand in HTML and in SVG."""

from __future__ import annotations

from markupsafe import Markup, escape

from authorisation.explain.words.safe import visible


def safe(text: str) -> Markup:
    """The text as it may stand between tags or in a quoted attribute, and is never obeyed."""
    return escape(visible(text))
