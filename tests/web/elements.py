"""A page as its elements: what is wrong with them, and what of them a checker can tell apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from typing import Final

_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect", "wbr"})
_NAMES: Final = frozenset(
    {"href", "content", "value", "name", "id", "for", "action", "title", "src", "placeholder"}
)
"""Attributes of which it matters to nobody what stands in them, but whether anything does."""
_SIZES: Final = frozenset(
    {"d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "points"}
    | {"transform", "viewbox"}
)
"""Attributes of the parts of a drawing."""
_REFERENCES: Final = ("aria-describedby", "aria-labelledby", "for")
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(slots=True)
class Element:
    """An element with what stands in it, in order."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    inside: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This and all that is in it, in the order of the page."""
        yield self
        for each in self.inside:
            if isinstance(each, Element):
                yield from each.walk()

    def all(self, *tags: str) -> list[Element]:
        """Those of these tags that are in it."""
        return [each for each in self.walk() if each.tag in tags]

    def around(self, tag: str) -> Element | None:
        """The nearest one of a tag that this is in."""
        at = self.parent
        while at is not None and at.tag != tag:
            at = at.parent
        return at

    @property
    def text(self) -> str:
        """Its words, with single spaces between them."""
        words = (each.text if isinstance(each, Element) else each for each in self.inside)
        return " ".join(" ".join(words).split())

    def get(self, name: str) -> str:
        """What stands in an attribute; empty where it has none."""
        return self.attributes.get(name, "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.at = self.root = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.inside.append(found)
        if tag not in _VOID:
            self.at = found

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.at.tag == tag, f"{tag} is closed where {self.at.tag} is open"
            assert self.at.parent is not None
            self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


def read_elements(markup: str) -> Element:
    """The elements of a page; each is closed where it was opened."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert reader.at is reader.root, f"{reader.at.tag} is never closed"
    return reader.root


def skeleton(element: Element) -> str:
    """What is left without words and names, so that it is that of other pages of the same parts.

    A part that stands three times in a row or more counts as one that stands twice.
    """
    named = (_attribute(*each) for each in sorted(element.attributes.items()))
    written = [f"<{' '.join([element.tag, *named])}>"]
    for each in element.inside:
        part = skeleton(each) if isinstance(each, Element) else "#" * bool(each.strip())
        if part and written[-2:] != [part, part]:
            written.append(part)
    return "".join([*written, "</>"])


def _attribute(name: str, value: str) -> str:
    if name in _SIZES:
        return name
    is_name = name in _NAMES or name in _REFERENCES or name == "aria-label"
    return f"{name}={bool(value) if is_name else value}"


def faults(page: Element, status: int) -> list[str]:
    """What is wrong with a page that is sent with this status, beside what axe-core looks at."""
    return [*_whole(page, status), *_ids(page), *_inline(page), *_controls(page), *_links(page)]


def _whole(page: Element, status: int) -> Iterator[str]:
    html, titles, first = page.all("html"), page.all("title"), page.all("h1")
    if [each.get("lang") for each in html] != ["en-GB"]:
        yield "does not say its language"
    if len(first) != 1 or not first[0].text:
        yield f"has {len(first)} headings of the first rank"
    title = titles[0].text
    if title.startswith("Error: ") != (status == 422):
        yield f"is called “{title}” with the status {status}"
    if first and not title.removeprefix("Error: ").startswith(f"{first[0].text} – "):
        yield f"is called “{title}” over “{first[0].text}”"
    ranks = [1, *(_HEADINGS.index(each.tag) + 1 for each in page.all(*_HEADINGS))]
    for before, rank in pairwise(ranks):
        if rank > before + 1:
            yield f"goes from a heading of rank {before} to one of {rank}"
    focused = next(each for each in page.walk() if each.tag in {"a", "button", "input"})
    (main,) = page.all("main")
    if focused.get("href") != f"#{main.get('id')}":
        yield "does not begin with a link that skips to what it is about"
    labels = Counter(
        each.get("aria-label") or each.get("aria-labelledby") for each in page.all("nav")
    )
    yield from (
        f"has {n} navigations called “{name}”" for name, n in labels.items() if n > 1 or not name
    )


def _ids(page: Element) -> Iterator[str]:
    ids = Counter(each.get("id") for each in page.walk() if "id" in each.attributes)
    yield from (f"has the id “{name}” {number} times" for name, number in ids.items() if number > 1)
    for each in page.walk():
        pointed = [name for of in _REFERENCES for name in each.get(of).split()]
        pointed += [each.get("href")[1:]] if each.get("href").startswith("#") else []
        yield from (
            f"points to “{name}”, which is not there" for name in pointed if name not in ids
        )


def _inline(page: Element) -> Iterator[str]:
    for each in page.walk():
        if each.tag == "style" or (each.tag == "script" and not each.get("src")):
            yield f"has a {each.tag} in it"
        yield from (
            f"has {name}=“{value}” on {each.tag}"
            for name, value in each.attributes.items()
            if name == "style" or name.startswith("on")
        )


def _controls(page: Element) -> Iterator[str]:
    labelled = {each.get("for") for each in page.all("label") if each.text}
    described = {name for each in page.walk() for name in each.get("aria-describedby").split()}
    told = {name for name in described if name.endswith("-error")}
    for each in page.all("input", "select", "textarea", "button"):
        kind = each.get("type")
        if each.tag == "button":
            if not each.text:
                yield "has a button without words"
        elif (
            kind != "hidden" and "hidden" not in each.attributes and each.get("id") not in labelled
        ):
            yield f"has no label for “{each.get('name')}”"
        if kind == "radio":
            group = each.around("fieldset")
            if group is None or not any(legend.text for legend in group.all("legend")):
                yield f"has no legend for “{each.get('name')}”"
    errors = [each.get("id") for each in page.all("span") if "error-message" in each.get("class")]
    yield from (f"tells “{name}” at no control" for name in errors if name not in told)
    summary = [each for each in page.walk() if each.get("class") == "nhsuk-error-summary"]
    controls = {each.get("id") for each in page.all("input", "select", "textarea", "button")}
    for link in (link for each in summary for link in each.all("a")):
        if link.get("href")[1:] not in controls:
            yield f"leads from its error to “{link.get('href')}”, which is no control"


def _links(page: Element) -> Iterator[str]:
    leads: dict[str, set[str]] = {}
    for each in page.all("a"):
        leads.setdefault(each.text, set()).add(each.get("href"))
        if not each.text:
            yield f"has a link to {each.get('href')} without words"
    yield from (
        f"has links to {len(to)} pages called “{text}”" for text, to in leads.items() if len(to) > 1
    )
