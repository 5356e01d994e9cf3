"""A document of Daraja's answers as a statement: its short code where it tells one, and its lines.

A document is read for one short code: the one the user names, else the first that it names itself. Rows of others are
kept as evidence and counted when the document is imported for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress, islice
from typing import NamedTuple

import xxhash

from app.core.errors import DocumentRefused
from app.core.sources import text
from app.core.sources.daraja.answers import Shape, answers_in
from app.core.sources.daraja.reading import NO_DATA, Row, read_answer
from app.core.sources.document import NONE_KNOWN, uncollected
from app.core.sources.json_values import Value, values
from app.core.sources.payload import Payload
from app.core.statement import (
    Declared,
    Ignored,
    KnownLines,
    Lines,
    Observation,
    Observations,
    Proof,
    Recogniser,
    Rejected,
    Statement,
    WalletKey,
)

KINDS = ("daraja_pull", "daraja_c2b", "daraja_stk", "daraja_result")
MOST_IN_STRETCH = 4_000
_FIRST_ROWS = 200
_HALF = 1 << 63
_RECEIVING = ("Utility", "Merchant")
_KEYS = re.compile(
    rb"\"\s*(?:TransID|stkCallback|trxDate|transactionId|ResponseRefID|ResultParameters|ResultCode|ResponseCode"
    rb"|Conversation ?ID|OriginatorCoo?n?versationID|CheckoutRequestID|errorCode)\\*\"",
    re.IGNORECASE,
)
_HINT = "Save Daraja's answers or callbacks as they came, as JSON, and choose that file."


class _First(NamedTuple):
    """What the first rows tell: how many they are, the shape, short codes and ledgers, and whether nothing follows."""

    rows: int
    shape: Shape
    codes: Counter[str]
    ledgers: Counter[str]
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class DarajaSource:
    """Saved answers and callbacks."""

    def read(self, payload: Payload, *, wallet: WalletKey | None) -> Statement:
        """What the answers say. Raises DocumentRefused where they tell of no transaction at all."""
        first = _first_rows(payload, wallet)
        if not first.rows:
            raise DocumentRefused(f"“{payload.name}” holds no answer of Daraja that is known here.", hint=_HINT)
        if first.is_quiet:
            raise _no_data(payload.name)
        code = _code_of(first.codes, wallet)
        ledger = wallet.ledger if wallet and wallet.ledger else next(iter(dict(first.ledgers.most_common(1))), "")
        proof = Proof.PULL if first.shape is Shape.PULL else Proof.CALLBACK
        declared = Declared(kind=f"daraja_{first.shape.value}", code=code, ledger=ledger, proof=proof)
        own_code = wallet.code if wallet else code
        return Statement(declared, lambda known: _Reader(payload, declared, own_code).lines(known))


def recognised(payload: Payload) -> DarajaSource | None:
    """The source for this document, or None where it is not JSON with Daraja's keys near its beginning.

    Raises DocumentRefused where it cannot be read.
    """
    with payload.open() as stream:
        head = stream.read(text.HEAD_BYTES)
    script = text.script_of(head)
    if script.encoding != "utf-8":
        head = head.decode(script.encoding, errors="replace").encode()
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return DarajaSource() if start.startswith((b"{", b"[")) and _KEYS.search(start) else None


def _first_rows(payload: Payload, wallet: WalletKey | None) -> _First:
    shapes: Counter[Shape] = Counter()
    codes: Counter[str] = Counter()
    ledgers: Counter[str] = Counter()
    count = quiet = 0
    for row, _ in islice(_rows(payload, own_code=wallet.code if wallet else ""), _FIRST_ROWS):
        count += 1
        quiet += row is None or (row.ignored is not None and row.ignored.status == NO_DATA)
        if row is None or (row.shape is Shape.NOTICE and shapes):
            continue
        shapes[row.shape] += 1
        codes.update([row.code] if row.code else [])
        ledgers.update({leg.ledger for leg in row.legs if leg.ledger})
    shape = next((shape for shape in shapes if shape is not Shape.NOTICE), Shape.RESULT)
    return _First(count, shape, codes, ledgers, is_quiet=count < _FIRST_ROWS and quiet == count)


def _code_of(codes: Counter[str], wallet: WalletKey | None) -> str:
    """The user's short code where the document names it too, else the one it names most; '' where it names none."""
    if wallet and wallet.code in codes:
        return wallet.code
    return codes.most_common(1)[0][0] if codes else ""


def _rows(payload: Payload, *, own_code: str) -> Iterator[tuple[Row | None, Value]]:
    """All rows with the value that each stands in; None where a line is no JSON."""
    for value in values(payload):
        if value.error:
            yield None, value
            continue
        for answer in answers_in(value.value):
            for row in read_answer(answer, own_code=own_code):
                yield row, value


class _Reader:
    """Reads the answers of one document for one short code."""

    def __init__(self, payload: Payload, declared: Declared, own_code: str) -> None:
        self._payload, self._declared, self._own_code = payload, declared, own_code
        self._legs: list[Observation] = []
        self._ignored: list[Ignored] = []
        self._rejected: list[Rejected] = []

    def lines(self, known: Recogniser) -> Iterator[Lines]:
        """The lines, some thousand at a time."""
        for row, value in _rows(self._payload, own_code=self._own_code):
            self._take(row, value)
            if len(self._legs) + len(self._ignored) + len(self._rejected) >= MOST_IN_STRETCH:
                yield self._given_out(known, value.bytes_done)
        yield self._given_out(known, self._payload.size)

    def _take(self, row: Row | None, value: Value) -> None:
        if row is None:
            digest = xxhash.xxh3_64_intdigest(value.text.encode(errors="replace")) - _HALF
            self._rejected.append(Rejected("", digest, value.line, "This line is not valid JSON.", value.text))
            return
        line = value.line_of(row.mark)
        if reason := self._not_own(row):
            told = row.legs[0] if row.legs else row.ignored or row.rejected
            assert told is not None, "a row has legs or a reason"
            raw = row.legs[0].details if row.legs else told.raw  # type: ignore[union-attr]
            self._ignored.append(Ignored(told.receipt, told.digest, line, reason, raw))
            return
        self._legs += [leg._replace(line=line, ledger=self._ledger_for(leg, row.shape)) for leg in row.legs]
        if row.ignored:
            self._ignored.append(row.ignored._replace(line=line))
        if row.rejected:
            self._rejected.append(row.rejected._replace(line=line))

    def _not_own(self, row: Row) -> str:
        """Why a row is not this document's to claim, or ''. A callback's word is not as good as a pull's."""
        if row.code and self._declared.code and row.code != self._declared.code:
            return f"of {row.code}, not of {self._declared.code}"
        if self._declared.proof is Proof.PULL and row.shape is not Shape.PULL and row.legs:
            return "a callback among pull answers: import it from a file of its own"
        return ""

    def _ledger_for(self, leg: Observation, shape: Shape) -> str:
        own = self._declared.ledger
        if leg.ledger in ("", own) or not own:
            return ""
        is_received = shape in (Shape.C2B, Shape.PULL) and own in _RECEIVING
        return "" if is_received else leg.ledger

    def _given_out(self, known: Recogniser, done: int) -> Lines:
        legs, ignored, rejected = self._legs, self._ignored, self._rejected
        self._legs, self._ignored, self._rejected = [], [], []
        with uncollected():
            mask = known([leg.receipt for leg in legs], [leg.digest for leg in legs]) if legs else None
            if mask is None or 1 not in mask:
                return Lines(Observations.of(legs), NONE_KNOWN, ignored, rejected, done)
            old = list(compress(legs, mask))
            fresh = [leg for leg, is_old in zip(legs, mask, strict=True) if not is_old]
            held = KnownLines([leg.receipt for leg in old], [leg.digest for leg in old], [leg.line for leg in old])
        return Lines(Observations.of(fresh), held, ignored, rejected, done)


def _no_data(name: str) -> DocumentRefused:
    return DocumentRefused(
        f"“{name}” tells of no transactions.",
        detail="Safaricom answers so (code 1001) where nothing was paid in, or where Pull is not enabled for the till.",
        hint="Ask for another period; if payments are missing from every answer, ask Safaricom to enable Pull.",
    )
