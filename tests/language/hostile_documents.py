"""Documents made to crash, stall or deceive a reader of YAML, and what is said of each.

Run as a program, it reads their names, a line each, and answers each name with a line of JSON: how
the document was met in a process of its own.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from pathlib import Path

from authorisation.errors import AuthorisationError
from authorisation.language.answers.submissions import read_submission
from tests.language.small_rules import bank

HEAD = b"name: A\nanswers:\n"
ONE = b"  officer: B\n"

DOCUMENTS: dict[str, tuple[bytes, str]] = {
    "deep lists": (b"[" * 900, "f:1:65: more than 64 levels inside one another"),
    "deep mappings": (b"{a: " * 30_000, "f:1:257: more than 64 levels inside one another"),
    "deep blocks": (b"- " * 30_000, "f:1:129: more than 64 levels inside one another"),
    "deep explicit keys": (b"? " * 30_000, "f:1:129: more than 64 levels inside one another"),
    "an alias bomb": (
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
        "f:1:4: anchors (`&a`) are not used here",
    ),
    "a recursive alias": (b"&a [*a]", "f:1:1: anchors (`&a`) are not used here"),
    "equal keys": (HEAD + ONE + ONE, "f:4:3: the key `officer` is written twice"),
    "keys equal but for composition": (
        "é: 1\ne\u0301: 2\n".encode(),
        "f:2:1: the key `e\u0301` looks like `é` above it",
    ),
    "keys equal but for case": (
        b"Name: A\nname: B\n",
        "f:2:1: the key `name` looks like `Name` above it",
    ),
    "tabs": (b"answers:\n\tofficer: B\n", "f:2:1: a tab is used to indent"),
    "two byte order marks": (
        b"\xef\xbb\xbf\xef\xbb\xbfname: A\n",
        "f:1:1: the file holds a byte order mark (U+FEFF)",
    ),
    "UTF-16": ("name: A\n".encode("utf-16"), "f:1:1: the file is UTF-16, not UTF-8"),
    "UTF-16 without a mark": (
        "name: A\n".encode("utf-16-le"),
        "f:1:1: the file is UTF-16, not UTF-8",
    ),
    "UTF-32": ("name: A\n".encode("utf-32"), "f:1:1: the file is UTF-32, not UTF-8"),
    "UTF-32 without a mark": (
        "name: A\n".encode("utf-32-be"),
        "f:1:1: the file is UTF-32, not UTF-8",
    ),
    "NUL": (b"name: A\0B\n", "f:1:8: the file holds a NUL character (U+0000)"),
    "a lone surrogate": (b"name: \xed\xa0\x80\n", "f:1:7: the byte 0xED is not UTF-8"),
    "a lone surrogate escaped": (
        b'name: "\\ud800"\n',
        "f:1:10: a backslash code that is no character",
    ),
    "an escape beyond Unicode": (
        b'name: "\\U00110000"\n',
        "f:1:10: a backslash code that is no character",
    ),
    "a C1 control": (
        "name: A\u0086\n".encode(),
        "f:1:8: the file holds a control character (U+0086)",
    ),
    "a C1 control escaped": (
        b'name: "A\\x86"\n',
        "f:1:7: this text holds a control character (U+0086)",
    ),
    "text that turns round": (
        "name: A\u202eB\n".encode(),
        "f:1:8: the file holds a character that turns the direction of text (U+202E)",
    ),
    "a non-breaking indent": (
        "answers:\n\u00a0officer: B\n".encode(),
        "f:2:1: this line begins with a space that is not one (U+00A0)",
    ),
    "line ends CR": (b"name: A\rcode: B\r", "f:1:8: this line ends in a lone carriage return"),
    "line ends NEL": (
        "name: A\u0085code: B\n".encode(),
        "f:1:8: the file holds an old line end (NEL) (U+0085)",
    ),
    "line ends LS": (
        "name: A\u2028code: B\n".encode(),
        "f:1:8: the file holds a line separator (U+2028)",
    ),
    "a tag for Python": (
        b"name: !!python/object/apply:os.system [id]\n",
        "f:1:7: tags (`!!python/object/apply:os.system`) are not used here",
    ),
    "binary": (b"name: !!binary QQ==\n", "f:1:7: tags (`!!binary`) are not used here"),
    "a tag directive": (
        b"%TAG ! tag:example.org,2012:\n---\nname: A\n",
        "f:1:1: `%` directives are not used here",
    ),
    "two documents": (b"name: A\n---\nname: B\n", "f:2:1: a second document begins here"),
    "a document after its end": (
        b"name: A\n...\nname: B\n",
        "f:3:1: a second document begins here",
    ),
    "a merge": (b"<<: {name: A}\n", "f:1:1: merge keys (`<<`) are not used here"),
    "an equals sign": (b"=: A\nname: B\nanswers: {}\n", "f:1:1: unknown key `=`"),
    "a key like a step": (b"< x: y\nname: A\nanswers: {}\n", "f:1:1: unknown key `< x`"),
    "a key like a form": (b"<all>: y\nname: A\nanswers: {}\n", "f:1:1: unknown key `<all>`"),
    "a complex key": (b"? {a: b}\n: c\n", "f:1:3: a key must be text, not a list or a mapping"),
    "5,000 digits": (
        HEAD + b"  cost: " + b"9" * 5_000 + b"\n",
        f"f:3:9: `{'9' * 60}…` has more than 40 digits",
    ),
    "an endless number": (HEAD + b"  cost: 1e999\n", "f:3:9: `1e999` is not a number"),
    "infinity": (HEAD + b"  cost: .inf\n", "f:3:9: `.inf` is not a number"),
    "not a number": (HEAD + b"  cost: .nan\n", "f:3:9: `.nan` is not a number"),
    "minus nothing": (HEAD + b"  cost: -0\n", "f:3:9: `-0` is not a number"),
    "base eight": (HEAD + b"  cost: 0o17\n", "f:3:9: `0o17` is not a number"),
    "base eight of old": (HEAD + b"  cost: 010\n", "f:3:9: `010` is not a number"),
    "base sixteen": (HEAD + b"  cost: 0x1F\n", "f:3:9: `0x1F` is not a number"),
    "base sixty": (HEAD + b"  cost: 12:30:45\n", "f:3:9: `12:30:45` is not a number"),
    "other digits": (HEAD + "  cost: ١٢\n".encode(), "f:3:9: `١٢` is not a number"),
    "no day": (
        HEAD + b"  board: [{ended: 2011-02-30}]\n",
        "f:3:19: `2011-02-30` is no day of the calendar",
    ),
    "no": (HEAD + b"  shared: no\n", "f:3:11: `no` is not `true` or `false`"),
    "y": (HEAD + b"  shared: y\n", "f:3:11: `y` is not `true` or `false`"),
    "a tilde": (HEAD + b"  shared: ~\n", "f:3:11: `shared` is empty"),
    "10 MB in one text": (
        b"name: " + b"a" * 10_000_000,
        "f:1:1: the file is larger than 4,000,000 bytes",
    ),
    "3 MB in one text": (
        HEAD + b"  model: " + b"a" * 3_000_000 + b"\n",
        f"f:3:10: `{'a' * 60}…` is not one of the choices",
    ),
    "a million keys": (
        b"".join(b"%x:\n" % number for number in range(500_000)),
        "f:100000:7: more than 200,000 values in one file",
    ),
    "a million comments": (b"#\n" * 1_000_000, "f:1:1: the file is empty"),
    "nothing": (b"", "f:1:1: the file is empty"),
    "only white space": (b" \n\n", "f:1:1: the file is empty"),
    "only a comment": (b"# nothing\n", "f:1:1: the file is empty"),
    "a key of 100,000 characters": (
        b"? " + b"k" * 100_000 + b"\n: v\nname: A\nanswers: {}\n",
        f"f:1:3: unknown key `{'k' * 60}…`",
    ),
    "very many entries": (
        HEAD + b"  board: [" + b"{}," * 150_000 + b"]\n",
        "f:3:10: `board` has 150000 entries; at most 3 are taken",
    ),
    "very many unknown keys": (
        b"name: A\n" + b"".join(b"k%d: 1\n" % number for number in range(95_000)),
        "f:1:1: 95,001 things are wrong inside this",
    ),
    "very many unknown questions": (
        HEAD + b"".join(b"  a%d: 1\n" % number for number in range(20_000)),
        "f:3:3: no question is called `a0`",
    ),
}


def meet(data: bytes) -> str:
    """Read a document as a submission and give the first line of what is said."""
    try:
        read_submission(data, "f", bank())
    except AuthorisationError as error:
        return str(error).split("\n")[0]
    return "nothing is wrong"


def _apart(data: bytes) -> tuple[str, float, int]:
    """Meet a document in a forked process: what it said, its seconds at work, its megabytes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(20)  # for a machine that is busy with other work
        os.write(writing, meet(data).encode("utf-8", "replace")[:4000])
        os._exit(0)
    os.close(writing)
    _, status, used = os.wait4(child, 0)
    said = os.read(reading, 5000).decode()
    os.close(reading)
    crashed = os.waitstatus_to_exitcode(status)
    return (
        f"exit {crashed}" if crashed else said,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss // 1024,
    )


def main() -> None:
    """Meet every document that is named, and print what came of it."""
    meet(HEAD + ONE)  # so that each child finds everything imported
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(Path(folder))
        for line in sys.stdin:
            answer = json.dumps(_apart(DOCUMENTS[line.rstrip("\n")][0]))
            sys.stdout.write(f"{answer}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
