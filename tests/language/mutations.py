"""Files as a clumsy or hostile hand might leave them."""

from __future__ import annotations

from hypothesis import strategies as st

TOKENS = (
    *(b"[", b"]", b"{", b"}", b": ", b"- ", b"\n", b"\n\n", b"  ", b"\t", b",", b"#", b" #", b"|\n"),
    *(b">", b"'", b'"', b"\\", b"&a ", b"*a", b"!!str ", b"!", b"%", b"@", b"`", b"?", b"? ", b"---\n"),
    *(b"...\n", b"<<: ", b"~", b"null", b"none", b"true", b"yes", b"0x1F", b"010", b"1e999", b".inf"),
    *(b".nan", b"-0", b"2011-02-30", b"2013-04-01", b"9" * 50, b"\0", b"\r", b"\x1b", b"\xff", b"\xc2\x85"),
    *(b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"so_far: ", b"extends: ", b"amend: ", b"remove: "),
    *(b"replace: ", b"all: ", b"at_least: ", b"criterion: ", b"[" * 70, b"{a: " * 70, b"(" * 70),
    *(b"not", b" and ", b" or ", b"count(", b'@"', b"every x in ", b"..", b">=", b" / 0", b"\xc3\xa9"),
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """Change a file in one to four places."""
    data = original
    for _ in range(draw(st.integers(1, 4))):
        data = draw(st.sampled_from(CHANGES))(draw, data)
    return data


def _at(draw: st.DrawFn, data: bytes) -> int:
    return draw(st.integers(0, len(data)))


def flip(draw: st.DrawFn, data: bytes) -> bytes:
    """Put another byte in place of one."""
    at = _at(draw, data)
    return data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]


def delete(draw: st.DrawFn, data: bytes) -> bytes:
    """Take a stretch out."""
    at = _at(draw, data)
    return data[:at] + data[at + draw(st.integers(1, 60)) :]


def insert(draw: st.DrawFn, data: bytes) -> bytes:
    """Put a token in."""
    at = _at(draw, data)
    return data[:at] + draw(st.sampled_from(TOKENS)) + data[at:]


def swap(draw: st.DrawFn, data: bytes) -> bytes:
    """Let two lines change places."""
    lines = data.split(b"\n")
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def repeat(draw: st.DrawFn, data: bytes) -> bytes:
    """Write a line twice."""
    lines = data.split(b"\n")
    at = draw(st.integers(0, len(lines) - 1))
    return b"\n".join([*lines[: at + 1], *lines[at:]])


def replace_word(draw: st.DrawFn, data: bytes) -> bytes:
    """Put a token in place of a word."""
    words = data.split(b" ")
    words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(TOKENS))
    return b" ".join(words)


CHANGES = (flip, delete, insert, swap, repeat, replace_word)
