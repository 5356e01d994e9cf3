"""What is odd about a document or a receipt, and what to do about it: values in, one sentence and one action out."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """Something that a person should know: what was found, and the one thing to do about it."""

    sentence: str
    action: str

    @property
    def text(self) -> str:
        """Both, as notes and lists show them."""
        return f"{self.sentence} {self.action}"
