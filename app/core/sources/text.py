"""Statements that are text: comma, semicolon or tab separated, in UTF-8, UTF-16 or the old Windows code page.

Read in blocks of a few megabytes that end at a line end, so that memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.core.errors import DocumentRefused
from app.core.sources.cutting import cut_at
from app.core.sources.document import HEADER_WITHIN_ROWS, LONGEST_RECORD, Preview, Stretch
from app.core.sources.families import Layout
from app.core.sources.payload import Payload
from app.core.sources.rows import Columns

BLOCK_BYTES = 3 << 20
"""What is read together: a transaction's writes are the cheaper the more lines they hold."""

PIECE_BYTES = 192 << 10
"""What is taken apart together: so little that the processor still holds it when it is looked at again."""

HEAD_BYTES = 128 << 10
SAMPLE_ROWS = 300
DELIMITERS = (",", ";", "\t", "|")
_MOST_LINES_OF_A_RECORD = 50
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Script:
    """How a text file is written: its encoding and what ends its lines."""

    encoding: str
    is_cr: bool


def script_of(head: bytes) -> Script:
    """The script told by the first bytes."""
    encoding = _UTF16.get(head[:2], "utf-8")
    return Script(encoding, is_cr=b"\r" in head and b"\n" not in head)


def decoded(block: bytes) -> str:
    """Text of a block of whole lines: UTF-8, and line by line the Windows code page where a line is not UTF-8."""
    try:
        return block.decode()
    except UnicodeDecodeError:
        return "\n".join(_decoded_line(line) for line in block.split(b"\n"))


def _decoded_line(line: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def blocks(payload: Payload, script: Script) -> Iterator[tuple[bytes, int]]:
    """The document as UTF-8 (or code page) bytes without byte order mark, cut at line ends; the last may lack one.

    With each block comes how many bytes of the document were read so far.
    """
    with payload.open() as stream:
        tail, done = b"", 0
        for piece, done in _pieces(stream, script, payload.name):
            block = tail + piece
            cut = block.rfind(b"\n") + 1
            if cut or len(block) > 2 * BLOCK_BYTES:
                cut = cut or len(block)
                yield block[:cut], done
            tail = block[cut:]
        if tail:
            yield tail, done


def _pieces_of(blocks: Iterable[tuple[bytes, int]]) -> Iterator[tuple[bytes, int, bool]]:
    """Blocks cut into pieces at line ends, and whether another piece of the same block follows."""
    for block, done in blocks:
        start, length = 0, len(block)
        while start < length:
            near = start + PIECE_BYTES
            end = length if near >= length else block.find(b"\n", near) + 1 or length
            yield block[start:end], done, end < length
            start = end


def _pieces(stream: BinaryIO, script: Script, name: str) -> Iterator[tuple[bytes, int]]:
    decoder = codecs.getincrementaldecoder(script.encoding)() if script.encoding != "utf-8" else None
    done = 0
    while piece := stream.read(BLOCK_BYTES):
        data = piece if decoder is None else _transcoded(decoder, piece, name)
        if not done:
            data = data.removeprefix(codecs.BOM_UTF8)
        done += len(piece)
        if b"\0" in data:
            raise holds_nul(name)
        yield (data.replace(b"\r", b"\n") if script.is_cr else data), done


def _transcoded(decoder: codecs.IncrementalDecoder, piece: bytes, name: str) -> bytes:
    try:
        return decoder.decode(piece).encode()
    except UnicodeError as error:
        raise DocumentRefused(f"“{name}” is not readable text.", hint="Download the statement again.") from error


def _split(text: str) -> list[str]:
    """Lines without their ends (CRLF or LF); the piece after the last end comes last."""
    lines = text.split("\r\n")
    return lines if text.count("\n") == len(lines) - 1 else text.replace("\r\n", "\n").split("\n")


def _has_odd_quotes(text: str, lines: list[str]) -> bool:
    """Whether a line may open a quotation that another closes. ``lines`` may begin with such held over."""
    return '"' in text and any(line.count('"') & 1 for line in lines if '"' in line)


def holds_nul(name: str) -> DocumentRefused:
    """The refusal of text with NUL bytes in it."""
    return DocumentRefused(
        f"“{name}” holds NUL bytes: it is damaged, or not a text file.", hint="Download the statement again."
    )


# ---------------------------------------------------------------- preview


def previews(head: bytes, script: Script, *, is_whole: bool) -> Iterator[tuple[str, Preview]]:
    """The first rows under each delimiter that could be meant."""
    text = head.decode(script.encoding, errors="replace") if script.encoding != "utf-8" else decoded(head)
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    lines = (text.replace("\r", "\n") if script.is_cr else text).split("\n")
    if not is_whole:
        lines.pop()
    for delimiter in DELIMITERS:
        if any(delimiter in line for line in lines[:HEADER_WITHIN_ROWS]):
            yield delimiter, _preview(lines, delimiter)


def _preview(lines: list[str], delimiter: str) -> Preview:
    found = Preview([], [])
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for row in reader:
            found.rows.append(row)
            found.lines.append(reader.line_num)
            if len(found.rows) >= SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # what was met so far is enough to find the header, and the reading proper will name the line
    return found


# ---------------------------------------------------------------- the table


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file as raw lines. ``is_loose`` where embedded quotes are not doubled: then a record is always a line."""

    payload: Payload
    script: Script
    delimiter: str
    is_loose: bool
    container: str = "csv"

    def stretches(self, *, after_line: int) -> Iterator[Stretch]:
        """The records after a line, block by block. Raises DocumentRefused for a quotation mark never closed."""
        skip, line = after_line, 1
        open_lines: list[str] = []
        for block, done, has_more in _pieces_of(blocks(self.payload, self.script)):
            text = decoded(block)
            lines = _split(text)
            is_cut = lines[-1] != ""
            if not is_cut:
                lines.pop()
            count = len(lines)
            skipped = min(skip, count)
            skip -= skipped
            first = line + skipped - len(open_lines)
            line += count
            if skipped:
                del lines[:skipped]
            was_open = bool(open_lines)
            if was_open:
                lines, open_lines = open_lines + lines, []
            if self.is_loose or not (was_open or _has_odd_quotes(text, lines)):
                yield Stretch(lines, range(first, first + len(lines)), is_cut, done, has_more)
                continue
            stretch, open_lines = self._joined(lines, first)
            yield stretch._replace(is_cut=is_cut, bytes_done=done, has_more=has_more)
        if open_lines:
            opened = line - len(open_lines)
            raise cut_at(self.payload.name, opened) if len(open_lines) == 1 else self._unclosed(opened)

    def _joined(self, lines: list[str], first: int) -> tuple[Stretch, list[str]]:
        """Records made of several lines joined, and the lines of a record that is still open at the end."""
        records: list[str] = []
        starts: list[int] = []
        held: list[str] = []
        for at, text in enumerate(lines, first):
            held.append(text)
            if len(held) == 1 and not text.count('"') & 1:
                is_open = False
            else:
                is_open = self._is_open("\n".join(held), at - len(held) + 1)
            if not is_open:
                records.append("\n".join(held))
                starts.append(at - len(held) + 1)
                held = []
            elif len(held) > _MOST_LINES_OF_A_RECORD or sum(map(len, held)) > LONGEST_RECORD:
                raise self._unclosed(at - len(held) + 1)
        return Stretch(records, starts), held

    def _is_open(self, text: str, line: int) -> bool:
        """Whether a quotation mark is still open at the end of the text."""
        try:
            next(csv.reader([text], delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                return True
            if "new-line" not in str(error):
                raise self._unclosed(line) from error
        return False

    def _unclosed(self, line: int) -> DocumentRefused:
        return DocumentRefused(
            f"A quotation mark on line {line} of “{self.payload.name}” is not closed.",
            detail="The lines after it cannot be told apart.",
            hint="Download the statement again.",
        )

    def rows_of(self, records: list[str], lines: Sequence[int], *, layout: Layout) -> list[list[str]]:
        """The cells of raw records. Raises DocumentRefused, naming the line, where quotes are not balanced."""
        if self.is_loose:
            return [self._loose_row(record, layout.width) for record in records]
        delimiter = self.delimiter
        quoted = [record for record in records if '"' in record]
        if not quoted:
            return [record.split(delimiter) for record in records]
        read = self._quoted_rows(quoted)
        if read is None:
            return [self._strict_row(record, line) for record, line in zip(records, lines, strict=True)]
        following = iter(read)
        return [next(following) if '"' in record else record.split(delimiter) for record in records]

    def columns_of(self, records: list[str], *, layout: Layout) -> Columns | None:
        """All cells of the records split at once; a marker cell after each record shows that none is wide or narrow.

        The few records with quotation marks are read by themselves and put in their places.
        """
        delimiter, width = self.delimiter, layout.width
        between = f"{delimiter}\n{delimiter}"
        text = between.join(records)
        quoted: dict[int, list[str]] = {}
        if '"' in text:
            found = self._quoted_by_place(records, width)
            if found is None:
                return None
            quoted = found
            text = between.join([record if '"' not in record else delimiter * (width - 1) for record in records])
        cells = text.split(delimiter)
        marks = cells[width :: width + 1]
        if len(cells) != len(records) * (width + 1) - 1 or marks.count("\n") != len(records) - 1:
            return None
        columns = [cells[at :: width + 1] for at in range(width)]
        for place, row in quoted.items():
            for column, cell in zip(columns, row, strict=True):
                column[place] = cell
        return columns

    def _quoted_by_place(self, records: list[str], width: int) -> dict[int, list[str]] | None:
        """Rows of the records that hold quotation marks, by place; None where they are many, or not sound."""
        places = [place for place, record in enumerate(records) if '"' in record]
        if self.is_loose or 4 * len(places) > len(records):
            return None
        rows = self._quoted_rows([records[place] for place in places])
        if rows is None or any(len(row) != width for row in rows):
            return None
        return dict(zip(places, rows, strict=True))

    def _quoted_rows(self, records: list[str]) -> list[list[str]] | None:
        """Rows of records that hold quotation marks, or None where not every record is a row by itself."""
        try:
            rows = list(csv.reader(records, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return None
        return rows if len(rows) == len(records) else None

    def _strict_row(self, record: str, line: int) -> list[str]:
        """One record by itself; a bare carriage return inside a cell counts as a space."""
        try:
            return next(csv.reader([record.replace("\r", " ")], delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            raise self._unclosed(line) from error

    def _loose_row(self, record: str, width: int) -> list[str]:
        """Cells of a line all of whose values are quoted, embedded quotes or not (domain notes 1C)."""
        edge = f'"{self.delimiter}"'
        between = record.strip()[1:-1].split(edge)
        if len(between) == width and record.count('"') == 2 * width:
            return between
        try:
            cells = next(csv.reader([record], delimiter=self.delimiter, strict=True))
        except csv.Error:
            cells = []
        if len(cells) == width or not record.lstrip().startswith('"'):
            return cells
        return between if len(between) == width and record.rstrip().endswith('"') else []
