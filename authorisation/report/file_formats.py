"""The formats that results are written in, with the endings of their files' names."""

from __future__ import annotations

from enum import Enum
from typing import Final


class FileFormat(Enum):
    """A format: the endings of its files' names, the first being ours, and its media type."""

    TEXT = ((".txt",), "text/plain; charset=utf-8")
    HTML = ((".html", ".htm"), "text/html; charset=utf-8")
    MARKDOWN = ((".md", ".markdown"), "text/markdown; charset=utf-8")
    JSON = ((".json",), "application/json")
    YAML = ((".yaml", ".yml"), "application/yaml")
    CSV = ((".csv",), "text/csv; charset=utf-8")
    JUNIT = ((".xml",), "application/xml")
    SARIF = ((".sarif",), "application/sarif+json")
    GITHUB = ((".log",), "text/x-github-commands; charset=utf-8")
    XLSX = ((".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    PDF = ((".pdf",), "application/pdf")
    PARQUET = ((".parquet",), "application/vnd.apache.parquet")

    def __init__(self, endings: tuple[str, ...], media_type: str) -> None:
        self.endings = endings
        self.media_type = media_type

    def __str__(self) -> str:
        return self.name.lower()


PAGE_FORMATS: Final = (FileFormat.TEXT, FileFormat.HTML, FileFormat.MARKDOWN)
"""Those that pages are rendered in."""

WIDTHS: Final = range(40, 401)
"""How wide a page of text may be, in characters."""
