"""A submission whose every free text would like to be more than text."""

from __future__ import annotations

from tests.explain.building import SMALL

NAME = "<script>alert(1)</script>&amp;\"'*_[x](javascript:y)|`\\u202E\\x1B[31m"
SHOWN = "<script>alert(1)</script>&amp;\"'*_[x](javascript:y)|`\\u202E\\x1B[31m (=cmd|'/c calc'!A0)"

HOSTILE = (
    SMALL.replace(
        "name: Little Marsh",
        r"""name: "<script>alert(1)</script>&amp;\"'*_[x](javascript:y)|`\\u202E\\x1B[31m" """,
    )
    .replace("code: LM1", """code: "=cmd|'/c calc'!A0" """)
    .replace(
        "note: Made up.", "note: '<img src=x onerror=alert(1)> # not a heading http://evil.test'"
    )
    .replace("{name: Ann, role: lay}", "{name: '</ul><b onclick=x>', role: lay}")
    .replace("{person: Ann,", "{person: '=HYPERLINK(\"http://evil.test\")',")
    .replace("where: p. 3", "where: '</style><style>*{}'")
)
