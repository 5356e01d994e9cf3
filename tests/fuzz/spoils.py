"""Ways of changing an input, small and with a sense of what it is made of: bytes, texts, rows of cells, JSON trees."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from random import Random
from typing import Any

from tests.core.statement_files import SAMPLES

Scar = list[Any]
"""[how far into the document (0 to 1), how many bytes are taken out, what is put in as Latin-1 text]."""

Rows = list[list[Any]]

NUMBERS = (
    "0", "-0", "1", "-1.00", "0.005", "1e5", "1.5E+05", "1,500.00", "1.500,00", "1 500,00", "(5.00)", "5.00-", "KES 5", "Ksh5/-",
    "99999999999999.99", "9" * 40, "٣", "１２", "½", "nan", "inf", "0x10", "1_000", "--5", "+5", ".5", "5.", "1.234", "−5.00",
)  # fmt: skip
MOMENTS = (
    "05-11-2025 08:01:10", "11/05/2025 8:01:10 AM", "2025-11-05T08:01:10Z", "2025-11-05 08:01:10+03:00", "45966.3341", "5/11/25",
    "31-02-2025 00:00:00", "00-00-0000 00:00:00", "01-01-0001 00:00:00", "31-12-9999 23:59:59", "05-Nov-2025", "20251105080110",
    "1762318870", "1762318870000", "12:30", "29-02-2024 24:00:00", "05-11-2025 08:01:60", "5 Nov 2025 8.01pm", "99999", "-1",
)  # fmt: skip
ODD = (
    "", " ", "\t", "\n", "\r", "\r\n", "\0", "\x1f", "\x85", "\u2028", "\ufeff", "\u200b", "\u00a0", "\u202e", "\ud800", "😀", "\ufffd",
    '"', '""', "'", "=1+1", "@", "#REF!", "#", "\\", "\\u0000", "&amp;", "&#0;", "&#xD800;", "&#x110000;", "<", "]]>", "%s", "{0}", "x" * 400,
)  # fmt: skip
RECEIPTS = (
    "TK5AB1K2M1",
    "UC19Z4K8L1",
    "tk5ab1k2m1",
    "TK5 AB1 K2M1",
    "BC12DE34",
    "1234567890",
    "TKFAB1K2M1",
    "A" * 13,
    "TK5AB1K2M",
)
WORDS = (
    "Completed", "Failed", "Cancelled", "TOTAL", "Balance", "Opening Balance", "Receipt No.", "Details", "Paid In", "Withdrawn",
    "254700000001 - ALICE TESTER", "25470****001 - ALICE **** TESTER", "Pay Bill Charge", "Utility Account", "Business Payment to Customer",
    "Salary Payment", "OD Loan Repayment to 232323", "OverDraft of Credit Party", "Reversal", "Organization Settlement Account",
)  # fmt: skip
BLOCKS = (None, 8, 64, 300, 2_000)
"""Sizes of the blocks by which text is read; None for the program's own."""

SCRAPS = (*NUMBERS, *MOMENTS, *ODD, *RECEIPTS, *WORDS)


def scarred(data: bytes, scars: Sequence[Scar]) -> bytes:
    """The bytes with pieces taken out and put in."""
    made = bytearray(data)
    for place, cut, text in scars:
        at = int(place * len(made))
        made[at : at + cut] = text.encode("latin-1", "replace")
    return bytes(made)


def scar(chance: Random, scraps: Sequence[str]) -> Scar:
    """One thing done to bytes somewhere."""
    put = chance.choice(["", chr(chance.randrange(256)), chance.choice("\0\xff\x7f\x80"), chance.choice(scraps)])
    cut = chance.choice([0, 0, 1, len(put), 4, 60, 2_000])
    return [round(chance.random(), 4), cut, put.encode(errors="replace").decode("latin-1")]


def scars_changed(chance: Random, scars: Sequence[Scar], scraps: Sequence[str]) -> list[Scar]:
    """One scar more, or one fewer."""
    if scars and chance.random() < 0.4:
        at = chance.randrange(len(scars))
        return [*scars[:at], *scars[at + 1 :]]
    return [*scars[:5], scar(chance, scraps)]


def text_changed(chance: Random, text: str, scraps: Sequence[str] = SCRAPS) -> str:
    """A text with one thing about it changed."""
    at = chance.randrange(len(text) + 1)
    end = min(len(text), at + chance.choice([1, 2, 5, 20]))
    match chance.randrange(8):
        case 0:
            return chance.choice(scraps)
        case 1:
            return text[:at] + chance.choice(scraps) + text[at:]
        case 2:
            return text[:at] + text[end:]
        case 3:
            return text[:end] + text[at:]
        case 4:
            return _digit_changed(chance, text)
        case 5:
            return chance.choice([text.upper(), text.lower(), text.strip(), f" {text} ", text.swapcase()])
        case 6:
            return text[:at] + chance.choice([",", ".", "-", "/", ":", " ", ";", '"', "'"]) + text[end:]
        case _:
            return text[:at] + chance.choice(scraps) + text[end:]


def _digit_changed(chance: Random, text: str) -> str:
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + str(chance.randrange(10)) + text[at + 1 :]


def rows_changed(chance: Random, rows: Rows, other: Rows, cell_changed: Any) -> Rows:
    """Rows of cells with one thing changed: a cell, a row, or a column."""
    found = [list(row) for row in rows]
    match chance.randrange(12):
        case 0 if found:
            del found[chance.randrange(len(found))]
        case 1 if found:
            found.insert(chance.randrange(len(found) + 1), list(chance.choice(found)))
        case 2 if found:
            one, two = chance.randrange(len(found)), chance.randrange(len(found))
            found[one], found[two] = found[two], found[one]
        case 3 if other:
            found.insert(chance.randrange(len(found) + 1), list(chance.choice(other)))
        case 4:
            _column_changed(chance, found)
        case 5 if found:
            row = chance.choice(found)
            row[chance.randrange(len(row) + 1) :] = chance.choice([[], ["", ""], ["x", "y", "z"]])
        case _ if any(found):
            row = chance.choice([row for row in found if row])
            at = chance.randrange(len(row))
            row[at] = cell_changed(chance, row[at])
    return found[:14]


def _column_changed(chance: Random, rows: Rows) -> None:
    """Swap, drop, double or empty one column in all rows."""
    width = max(map(len, rows), default=0)
    if not width:
        return
    one, two, deed = chance.randrange(width), chance.randrange(width), chance.randrange(4)
    for row in rows:
        if max(one, two) >= len(row):
            continue
        match deed:
            case 0:
                row[one], row[two] = row[two], row[one]
            case 1:
                del row[one]
            case 2:
                row.insert(two, row[one])
            case _ if row is not rows[0]:
                row[one] = ""


def tree_changed(chance: Random, tree: Any, other: Any, leaves: Sequence[Any]) -> Any:
    """A JSON value with one thing in it changed; parts of another value may be put in."""
    found = copy.deepcopy([tree])
    holder, key = chance.choice(_places(found))
    value = holder[key]
    match chance.randrange(10):
        case 0:
            holder[key] = copy.deepcopy(chance.choice(leaves))
        case 1:
            spare, at = chance.choice(_places([other]))
            holder[key] = copy.deepcopy(spare[at])
        case 2 if holder is not found:
            del holder[key]
        case 3:
            holder[key] = chance.choice([[value], [[value]], {"x": value}, [value, copy.deepcopy(value)], {}, []])
        case 4 if isinstance(holder, dict):
            named = (
                text_changed(chance, key)
                if chance.random() < 0.3
                else chance.choice([key.upper(), key.lower(), f" {key}"])
            )
            holder[named] = holder.pop(key)
        case 5 if isinstance(value, (dict, list)):
            import json

            holder[key] = json.dumps(value)
        case 6 if isinstance(value, dict) and isinstance(other, dict):
            value.update(copy.deepcopy(other))
        case 7 if isinstance(value, list) and value:
            value.append(copy.deepcopy(chance.choice(value)))
        case _:
            holder[key] = (
                text_changed(chance, value) if isinstance(value, str) else copy.deepcopy(chance.choice(leaves))
            )
    return found[0] if len(repr(found[0])) < 12_000 else tree


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree: what holds it, and under which key."""
    found: list[tuple[Any, Any]] = []
    pending = [tree]
    while pending:
        one = pending.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one))
        for key in keys:
            found.append((one, key))
            if isinstance(one[key], (dict, list)):
                pending.append(one[key])
    return found


def sample_text(name: str) -> str:
    """A sample document as text."""
    return (SAMPLES / name).read_text(encoding="utf-8-sig")
