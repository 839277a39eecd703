"""Tests in JUnit's XML, as test runners and CI servers read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from msgspec import Struct

from authorisation.explain.words.safe import visible, visible_lines
from authorisation.model.source import Location


class JunitTest(Struct, frozen=True):
    """One test by its name and place; `result` is `failure` or `skipped`, empty where it passed.

    `message` says why in a line, `detail` in several.
    """

    name: str
    at: Location
    result: str = ""
    message: str = ""
    detail: str = ""


def render_junit(suites: Iterable[tuple[str, Sequence[JunitTest]]]) -> bytes:
    """The XML of some suites, each with its tests under the name of a rule set.

    It has no times: the same rules give the same bytes.
    """
    root = ET.Element("testsuites")
    for rule_set, tests in suites:
        results = [test.result for test in tests]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=rule_set,
            tests=str(len(tests)),
            failures=str(results.count("failure")),
            errors="0",
            skipped=str(results.count("skipped")),
        )
        for test in tests:
            _add(suite, rule_set, test)
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _add(suite: ET.Element, rule_set: str, test: JunitTest) -> None:
    element = ET.SubElement(
        suite,
        "testcase",
        classname=rule_set,
        name=visible(test.name),
        file=visible(test.at.file),
        line=str(test.at.line),
    )
    if test.result:
        result = ET.SubElement(element, test.result, message=visible(test.message))
        result.text = visible_lines(test.detail)
