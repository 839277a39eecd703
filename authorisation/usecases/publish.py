"""A run as files for others: pages of HTML and Markdown, tables of findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

from authorisation.engine.results import Assessment
from authorisation.explain.assessment.finding_rows import FindingRow, describe_finding_rows
from authorisation.explain.assessment.page_header import format_rule_set
from authorisation.explain.assessment.view import View
from authorisation.report.document import Document
from authorisation.report.formats.html import html
from authorisation.report.formats.markdown import markdown
from authorisation.report.pages.assessment import contents
from authorisation.report.pages.index import index
from authorisation.report.pages.index_rows import NotAssessed
from authorisation.report.pages.second_opinion_section import second_section
from authorisation.report.tables.csv import rows_csv
from authorisation.report.tables.xlsx import xlsx
from authorisation.second_opinion.assessment import SecondOpinion
from authorisation.usecases.assess import STDIN_NAME, AssessmentRun
from authorisation.usecases.cross_checks import cross_checks, format_conflicts, unusable
from authorisation.usecases.filesystem.page_names import INDEX, page_names
from authorisation.usecases.print_text import page_of


def published(
    run: AssessmentRun, form: str, *, several: bool, full: bool, opinions: bool = False
) -> bytes:
    """Give a run in one format, whole in one file; several as HTML are their list alone."""
    match form:
        case "csv":
            return rows_csv(_cells(run), unusable(run))
        case "xlsx":
            return xlsx(_cells(run), _about(run), max(each.as_of for each in run.assessments))
        case "markdown":
            return "\n---\n\n".join(
                map(markdown, _documents(run, several=several, full=full, opinions=opinions))
            ).encode()
        case _:
            return html(_documents(run, several=several, full=full, opinions=opinions)[0]).encode()


def folder(
    run: AssessmentRun,
    place: Path,
    *,
    full: bool,
    opinions: bool = False,
    tell: Callable[[int], None] = lambda _: None,
) -> dict[Path, bytes]:
    """Give a page of HTML for each submission, and one that leads to them, by file in a folder.

    Raises:
        InvalidOption: two submissions have files of the same name.
    """
    names = page_names(map(_stem, run.assessments), "submission")
    pages = {place / INDEX: html(_list(run, names, opinions=opinions)).encode()}
    for number, name in enumerate(names):
        document = _document(run, number, full=full, opinions=opinions, back=INDEX)
        pages[place / name] = html(document).encode()
        tell(number + 1)
    return pages


def _documents(run: AssessmentRun, *, several: bool, full: bool, opinions: bool) -> list[Document]:
    if not several:
        return [_document(run, 0, full=full, opinions=opinions)]
    pages = [_document(run, n, full=True) for n in range(len(run.assessments))] if full else []
    return [_list(run, opinions=opinions), *pages]


def _document(
    run: AssessmentRun, number: int, *, full: bool, opinions: bool = False, back: str = ""
) -> Document:
    told = page_of(run, run.assessments[number], full=full)
    also = second_section(_opinions(run)[number : number + 1]) if opinions else ()
    return contents(told, full=full, also=also, back=back)


def _list(run: AssessmentRun, files: Sequence[str] = (), *, opinions: bool) -> Document:
    return index(
        run.assessments,
        files,
        cross_checks=cross_checks(run),
        contradictions=format_conflicts(run),
        not_assessed=NotAssessed(run.unassessed, unusable(run)),
        also=second_section(_opinions(run)) if opinions else (),
    )


def _opinions(run: AssessmentRun) -> list[tuple[str, SecondOpinion]]:
    names = [assessment.submission.name for assessment in run.assessments]
    return list(zip(names, run.opinions, strict=False))


def _cells(run: AssessmentRun) -> list[FindingRow]:
    views = (View.of(assessment, run.program) for assessment in run.assessments)
    return list(chain.from_iterable(map(describe_finding_rows, views)))


def _about(run: AssessmentRun) -> list[str]:
    rules = dict.fromkeys(format_rule_set(each.rules) for each in run.assessments)
    missing = [f"Not assessed: {each}" for each in unusable(run)]
    return [*rules, *cross_checks(run), *missing]


def _stem(assessment: Assessment) -> str:
    file = assessment.submission.file
    return "stdin" if file == STDIN_NAME else Path(file).stem
