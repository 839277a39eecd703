"""What a browser without scripts posts from a page, read out of the page itself."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib


def parsed(markup: str) -> Element:
    """The page as a browser has it; what is not HTML is refused."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parser.parse(markup)


def posted(page: Element | str) -> dict[str, list[str]]:
    """The fields of the forms on a page by name, as they would be sent without any change."""
    root = parsed(page) if isinstance(page, str) else page
    fields: dict[str, list[str]] = {}
    for name, value in _values(root):
        fields.setdefault(name, []).append(value)
    return fields


def _values(root: Element) -> Iterator[tuple[str, str]]:
    for each in root.iter():
        name = each.get("name", "")
        if not name or each.tag == "meta":
            continue
        match each.tag, each.get("type", "text"):
            case "textarea", _:
                yield name, "".join(each.itertext()).replace("\n", "\r\n")
            case "input", "radio" | "checkbox":
                if each.get("checked") is not None:
                    yield name, each.get("value", "on")
            case "input", "hidden":
                yield name, each.get("value", "").replace("\n", "\r\n")
            case "input", "text" | "password" | "search":
                yield name, each.get("value", "").replace("\n", "")


def text_of(root: Element) -> str:
    """The words of a page, with single spaces between them."""
    skipped = {"script", "style", "head"}

    def words(at: Element) -> Iterator[str]:
        if at.tag not in skipped:
            yield at.text or ""
            for below in at:
                yield from words(below)
                yield below.tail or ""

    return " ".join(" ".join(words(root)).split())
