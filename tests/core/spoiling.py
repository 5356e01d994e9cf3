"""Sample files spoilt at random: what a torn download, an editor or a bad disk may make of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st


@st.composite
def spoilt(draw, files: Sequence[Path], scraps: Sequence[bytes], *, longest: int) -> bytes:
    """A sample with bytes changed, cut, put in twice, or a scrap put in; pieces are ``longest`` bytes at most."""
    data = bytearray(draw(st.sampled_from(files)).read_bytes())
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, longest))
        match draw(st.sampled_from(["change", "cut", "twice", "put"])):
            case "change" if data:
                data[at] = draw(st.integers(0, 255))
            case "cut":
                del data[at : at + length]
            case "twice":
                data[at:at] = data[at : at + length]
            case _:
                data[at:at] = draw(st.sampled_from(scraps))
    return bytes(data)
