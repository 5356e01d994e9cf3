"""Which raw records are rows, and the receipt and digest by which each is recognised without being read."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import compress, repeat
from operator import itemgetter
from typing import TYPE_CHECKING

import xxhash

from app.core.sources.edited.headers import seed_of
from app.core.sources.families import plain_name
from app.core.sources.rows import Marked, are_receipts

if TYPE_CHECKING:
    from app.core.sources.document import Head

_TEN, _ELEVENTH = itemgetter(slice(10)), itemgetter(10)
_TOP_BIT_TURNED = bytes(byte ^ 128 for byte in range(256))


class Marker:
    """Marks the records of one document."""

    def __init__(self, head: Head) -> None:
        self._table, self._layout = head.table, head.layout
        self._heading = head.header[head.layout.columns["receipt"]].strip().upper()
        self._is_heading_told = not are_receipts([self._heading])
        self._seed = head.layout.seed if head.corrections.is_none else seed_of(head.layout, head.corrections)

    def marked(self, records: list[str], lines: Sequence[int]) -> Marked:
        """The records without blank lines and repeated headers."""
        if "" in records:
            keep = bytes(map(bool, records))
            records, lines = list(compress(records, keep)), list(compress(lines, keep))
        receipts = self._ten_letters(records)
        if receipts and self._is_heading_told and are_receipts(receipts):
            return Marked(receipts, _digests(records, self._seed), lines, records, are_sound=True)
        receipts = self._receipts(records, lines)
        if "" in receipts or self._heading in receipts:
            keep = bytes(not self._is_nothing(record) for record in records)
            records, lines = list(compress(records, keep)), list(compress(lines, keep))
            receipts = list(compress(receipts, keep))
        return Marked(receipts, _digests(records, self._seed), lines, records, are_receipts(receipts))

    def _ten_letters(self, records: list[str]) -> list[str]:
        """The first ten characters of each record where a delimiter follows in all of them, else nothing."""
        try:
            is_usual = self._layout.at("receipt") == 0 and set(map(_ELEVENTH, records)) == {self._table.delimiter}
        except IndexError:
            return []
        return list(map(_TEN, records)) if is_usual else []

    def _receipts(self, records: list[str], lines: Sequence[int]) -> list[str]:
        at, delimiter = self._layout.at("receipt"), self._table.delimiter
        if at == 0:
            receipts = [record[: record.find(delimiter)] for record in records]
        else:
            rows = self._table.rows_of(records, lines, layout=self._layout)
            receipts = [row[at] if at is not None and at < len(row) else "" for row in rows]
        return [receipt.strip(' "\t').upper() for receipt in receipts]

    def _is_nothing(self, record: str) -> bool:
        if not record.strip(f' "\t\r{self._table.delimiter}'):
            return True
        row = self._table.rows_of([record], [0], layout=self._layout)[0]
        return [plain_name(cell) for cell in row if cell.strip()] == [name for name in self._layout.cells if name]


def _digests(records: list[str], seed: int) -> list[int]:
    """64 bits of each record, less 2^63 so that a database takes them: the top bit is turned and made the sign."""
    joined = bytearray(b"".join(map(xxhash.xxh3_64_digest, map(str.encode, records), repeat(seed))))
    joined[::8] = joined[::8].translate(_TOP_BIT_TURNED)
    return list(struct.unpack(f">{len(records)}q", joined))
