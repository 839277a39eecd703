"""What MkDocs is given for the site of the rules beyond `docs`, and how it reads Markdown.

A hook of MkDocs, which calls the functions whose names begin with `on_`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import html5lib
from markdown import Extension, Markdown
from markdown.blockparser import BlockParser
from markdown.util import Registry
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render_folder
from authorisation.usecases.delivery.rule_sets import rule_set
from authorisation.usecases.library import Library

ROOT: Final = Path(__file__).parents[1]
BESIDE_DOCS: Final = {
    "README.md": "commands.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
"""The pages that stand beside `docs`, and what the site calls them."""
LOADED: Final = {
    "assets/javascripts/iframe-worker.js": ROOT / "node_modules/iframe-worker/shim/index.js",
    "assets/stylesheets/rules.css": ROOT / "assets/rules_site.css",
}
"""What pages load beside what the theme has; the first lets a page that is a file search."""

_LINK: Final = re.compile(r"(?<!\\)\]\(([^):]+)\)")


def on_config(config: MkDocsConfig) -> None:
    """Read Markdown by the standard, and list every rule set beside the list of them."""
    config.markdown_extensions.append(CommonMark())  # type: ignore[arg-type]
    for entry in config.nav or []:
        if isinstance(entry, dict) and "Rules" in entry:
            entry["Rules"] += [f"rules/{name}.md" for name in Library(ROOT / "rules").names]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Put the pages of each rule set in place of its one page, and add what stands elsewhere."""
    for uri, text in (*_rule_pages(), *_pages_beside_docs()):
        if (one_page := files.get_file_from_path(uri)) is not None:
            files.remove(one_page)
        files.append(File.generated(config, uri, content=text))
    for uri, path in LOADED.items():
        files.append(File.generated(config, uri, abs_src_path=str(path)))


def on_page_markdown(markdown: str, **_: object) -> str:
    """Have links to the pages beside `docs` lead to where the site has them."""
    for name, called in BESIDE_DOCS.items():
        markdown = re.sub(rf"(\]\((?:\.\./)*)\.\./{name}", rf"\1{called}", markdown)
    return markdown


def _rule_pages() -> Iterator[tuple[str, str]]:
    """The page of each rule set, and below it those of its criteria and figures."""
    library = Library(ROOT / "rules")
    for name in library.names:
        for place, made in render_folder(rule_set(name, library), FileFormat.MARKDOWN, Path(name)):
            text = made.decode()
            if place.stem == "index":
                yield f"rules/{name}.md", _LINK.sub(rf"]({name}/\1)", text)
            else:
                back, title, rest = text.split("\n\n", 2)
                back = back.replace("](./index.md)", f"](../{name}.md)")
                yield f"rules/{place}", f"{title}\n\n{back}\n\n{rest}"


def _pages_beside_docs() -> Iterator[tuple[str, str]]:
    """Each with its links as the site has them; what the site does not have is left as text."""
    for name, called in BESIDE_DOCS.items():
        text = (ROOT / name).read_text("utf-8").replace('src="docs/', 'src="')
        yield called, re.sub(r"\[([^]]*)\]\(([^)]+)\)", _moved_link, text)


def _moved_link(found: re.Match[str]) -> str:
    words, target = found.groups()
    path, mark, heading = target.partition("#")
    if ":" in target or not path:
        return found[0]
    if path.startswith("docs/"):
        return f"[{words}]({target.removeprefix('docs/')})"
    return f"[{words}]({BESIDE_DOCS[path]}{mark}{heading})" if path in BESIDE_DOCS else words


def _fence(_: object, tokens: list[Token], at: int, *__: object) -> str:
    """A block of code in colours; the first word behind its mark alone names the language."""
    kind = tokens[at].info.partition(" ")[0] or "text"
    try:
        lexer = get_lexer_by_name(kind)
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    code = highlight(tokens[at].content, lexer, HtmlFormatter(nowrap=True))
    return f'<div class="highlight"><pre><code>{code}</code></pre></div>\n'


_COMMONMARK: Final = MarkdownIt("commonmark").enable("table")
_COMMONMARK.add_render_rule("fence", _fence)


class CommonMarkParser(BlockParser):
    """Reads a page of Markdown by the standard, as it is read wherever else it is shown."""

    def parseDocument(self, lines: list[str]) -> ET.ElementTree:  # noqa: N802 - as it is called
        """The page as elements."""
        html = _COMMONMARK.render("\n".join(lines))
        read = html5lib.parseFragment(html, namespaceHTMLElements=False)
        for parent in read.iter():
            # The mark of a page that this program made is for no reader.
            for comment in [each for each in parent if each.tag is ET.Comment]:
                parent.remove(comment)
        root = ET.Element(self.md.doc_tag)
        root.text = read.text
        root.extend(read)
        return ET.ElementTree(root)


class CommonMark(Extension):
    """Has the elements of a page made by the standard; what MkDocs does with them stays."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - as it is called
        """Take the place of the parser and of what works on its text."""
        md.parser = CommonMarkParser(md)
        md.preprocessors = Registry()
        for name in ("inline", "prettify", "unescape"):
            md.treeprocessors.deregister(name)
