"""JSON of any arrangement (one value, an array, values line by line) as a stream of values of bounded size.

Numbers stay the text they were written as: no amount becomes a float, and no number of a million digits is computed.
Arrays at the top are taken apart element by element, so a long array does not need memory for all of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.errors import DocumentRefused
from app.core.sources import text
from app.core.sources.payload import Payload

LARGEST_VALUE = 8 << 20
"""Characters of one value; a Pull answer of a hundred rows has thirty thousand."""

MOST_DEPTH = 64
_BETWEEN = re.compile(r"[\s,]*")
_HINT = "Save the answer again as it came."


def _refused_constant(name: str) -> str:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_refused_constant)


@dataclass(slots=True)
class Value:
    """One value, the text it was read from, and the line it begins on. ``error`` is why a line of text is no value."""

    value: Any
    text: str
    line: int
    bytes_done: int = 0
    error: str = ""
    _at: int = 0

    def line_of(self, mark: str) -> int:
        """The line on which a mark stands, looked for from the last one found; where it is not met, that one's."""
        at = self.text.find(mark, self._at) if mark else -1
        if at >= 0:
            self.line += self.text.count("\n", self._at, at)
            self._at = at + len(mark)
        return self.line


def values(payload: Payload) -> Iterator[Value]:
    """The values in a document. Raises DocumentRefused, naming the line, where it is not JSON or nested without end."""
    with payload.open() as stream:
        script = text.script_of(stream.read(4096))
    return _Walk(payload.name, ((text.decoded(block), done) for block, done in text.blocks(payload, script))).values()


def head_values(head: str, *, most: int) -> list[Any]:
    """The first values that lie whole in the beginning of a document, and no error whatever it is."""
    walk = _Walk("", iter([(head, 0)]))
    found: list[Any] = []
    try:
        for value in walk.values():
            if not value.error:
                found.append(value.value)
            if len(found) >= most:
                break
    except DocumentRefused:
        pass
    return found


def decoded_text(written: str) -> Any:
    """JSON that stands as text inside a value, or None where it is none."""
    if len(written) > LARGEST_VALUE:
        return None
    try:
        value, _end = _DECODER.raw_decode(written.lstrip())
    except (ValueError, RecursionError):
        return None
    return value


class _Walk:
    """The unread part of the text, and where it is."""

    def __init__(self, name: str, blocks: Iterator[tuple[str, int]]) -> None:
        self._name, self._blocks = name, blocks
        self._text, self._at, self._line, self._done = "", 0, 1, 0
        self._is_all = False

    def values(self) -> Iterator[Value]:
        """All values; those of top-level arrays one by one."""
        depth = 0
        while self._skip_to_value():
            first = self._text[self._at]
            if first == "[" and depth == 0:
                depth = 1
                self._pass(self._at + 1)
            elif first == "]" and depth:
                depth = 0
                self._pass(self._at + 1)
            else:
                yield self._value(is_in_array=depth > 0)
        if depth:
            raise self._refused("is cut off: its list is not closed")

    def _skip_to_value(self) -> bool:
        while True:
            found = _BETWEEN.match(self._text, self._at)
            self._pass(found.end() if found else self._at)
            if self._at < len(self._text):
                return True
            if not self._more():
                return False

    def _pass(self, to: int) -> None:
        self._line += self._text.count("\n", self._at, to)
        self._at = to

    def _more(self) -> bool:
        """Read on, at least as much again as is held, so that a long value is not tried over and over."""
        if self._is_all:
            return False
        held = [self._text[self._at :]]
        wanted, size = max(2 * len(held[0]), 1), len(held[0])
        while size < wanted:
            block = next(self._blocks, None)
            if block is None:
                self._is_all = True
                break
            held.append(block[0])
            size += len(block[0])
            self._done = block[1]
        self._text, self._at = "".join(held), 0
        return len(held) > 1

    def _value(self, *, is_in_array: bool) -> Value:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise self._refused("is nested too deeply to be an answer of M-PESA") from None
            except ValueError as error:
                if len(self._text) - self._at < LARGEST_VALUE and self._more():
                    continue
                if is_in_array:
                    raise self._refused("is not valid JSON") from error
                return self._bad_line(str(error))
            if end == len(self._text) and self._more():
                continue
            if end - self._at > LARGEST_VALUE:
                raise self._refused("holds one value larger than 8 MB")
            found = Value(value, self._text[self._at : end], self._line, self._done)
            self._pass(end)
            return found

    def _bad_line(self, error: str) -> Value:
        """One line of text that is no value; the next line may be one again."""
        end = self._text.find("\n", self._at)
        end = len(self._text) if end < 0 else end
        found = Value(None, self._text[self._at : end][:2000], self._line, self._done, error=error)
        self._pass(end)
        return found

    def _refused(self, what: str) -> DocumentRefused:
        return DocumentRefused(f"“{self._name}” {what} (line {self._line}).", hint=_HINT)
