"""Good inputs, damaged."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

_ODD = (
    "", "\0", "\ufffe", "\U0001f600", "'", '"', "`", "$", "@", "(", ")", "{", "}", "[", "]", "<", ">", "&", "|", ";",
    "\r\n", "-", "..", "%", "^", "#", "<#", "::", "9" * 40, "-1", "1e999", "\t", " ", "=", ",", "\\", "/", "*",
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, good: Sequence[str], odd: Sequence[str] = _ODD) -> str:
    """One of the good texts with up to five cuts, repetitions, swaps and odd pieces in it."""
    text = draw(st.sampled_from(good))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(text)))
        to = min(len(text), at + draw(st.integers(0, 12)))
        kind = draw(st.sampled_from(("cut", "repeat", "odd", "other", "end")))
        if kind == "cut":
            text = text[:at] + text[to:]
        elif kind == "repeat":
            text = text[:to] + text[at:to] * draw(st.integers(1, 4)) + text[to:]
        elif kind == "odd":
            text = text[:at] + draw(st.sampled_from(odd)) + text[at:]
        elif kind == "other":
            other = draw(st.sampled_from(good))
            begin = draw(st.integers(0, len(other)))
            text = text[:at] + other[begin : begin + 40] + text[to:]
        else:
            text = text[:at]
    return text


@st.composite
def damaged_bytes(draw: st.DrawFn, good: Sequence[bytes]) -> bytes:
    """One of the good byte strings with flipped, cut and repeated pieces."""
    data = bytearray(draw(st.sampled_from(good)))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(("flip", "cut", "repeat", "insert", "end")))
        if kind == "flip" and at < len(data):
            data[at] ^= draw(st.integers(1, 255))
        elif kind == "cut":
            del data[at : at + draw(st.integers(1, 30))]
        elif kind == "repeat":
            data[at:at] = data[at : at + draw(st.integers(1, 60))]
        elif kind == "insert":
            data[at:at] = draw(st.binary(max_size=16))
        elif kind == "end":
            del data[at:]
    return bytes(data)
