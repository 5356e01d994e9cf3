"""What any document must give: lines that a book can hold and that add up, or one refusal in whole sentences."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from app.core import clock, reading
from app.core.errors import DocumentRefused
from app.core.money import CENTS_LIMIT
from app.core.receipts import looks_like_receipt
from app.core.sources import KINDS, Payload, read
from app.core.sources.document import SlowRecogniser
from app.core.statement import Declared, Lines, Observation, Recogniser, Role, WalletKey
from tests.core.statement_files import Whole, joined, nothing_known

_SENTENCE = re.compile(r"[“A-Z].*[.?](?: \(.*\)\.)?")
_HALF = 1 << 63
_CAUTIOUS = re.compile("was cut off|days written in two ways")
"""What a document may be refused for only where some of its lines are known: neighbours that told are passed over."""

FIRST_AT, LAST_AT = -(1 << 33), 1 << 38
_ROLES = {str(role) for role in Role}


def held(payload: Payload, wallet: WalletKey | None = None) -> Whole | None:
    """Read a document as a book would, and once more as one that knows half of its lines; None where it is refused.

    Raises AssertionError where what was read is not so, and whatever else reading raises.
    """
    try:
        whole = _read(payload, wallet, nothing_known)
    except DocumentRefused as refused:
        _assert_said(refused)
        return None
    again = _read_again(payload, wallet, _every_other_of(whole))
    if again is not None:
        assert _numbers(again) == _numbers(whole), "another count of lines where some are known"
    return whole


def _read_again(payload: Payload, wallet: WalletKey | None, known: Recogniser) -> Whole | None:
    """The document read where some of its lines are known, or None where that is a reason for caution."""
    try:
        return _read(payload, wallet, known)
    except DocumentRefused as error:
        refused = error
    _assert_said(refused)
    assert _CAUTIOUS.search(refused.title), f"refused where some lines are known: {refused}"
    return None


def _read(payload: Payload, wallet: WalletKey | None, known: Recogniser) -> Whole:
    statement = read(payload, wallet=wallet)
    whole = joined(_checked(statement.lines(known), payload))
    _assert_declared(statement.declared)
    for line in whole.observations:
        _assert_observation(line)
    for ignored in whole.ignored:
        _assert_marks(ignored.receipt, ignored.digest, ignored.line)
        assert ignored.status
        _assert_storable((ignored.receipt, ignored.status, ignored.raw))
    for rejected in whole.rejected:
        _assert_marks(rejected.receipt, rejected.digest, rejected.line)
        assert _SENTENCE.fullmatch(" ".join(rejected.reason.split())), ascii(rejected.reason)
        _assert_storable((rejected.receipt, rejected.reason, rejected.raw, rejected.kind))
    if statement.declared.kind.startswith("org_") or statement.declared.kind.endswith("_pdf"):
        twice = [line for line, count in _numbers(whole).items() if count > 1]
        assert not twice, f"rows counted twice: {twice}"
    return whole


def _checked(parts: Iterable[Lines], payload: Payload) -> Iterator[Lines]:
    """Each stretch, after it crossed from one process to another as it does in the program."""
    done = 0
    for part in parts:
        assert {len(column) for column in part.observations} <= {len(part.observations.lines)}, "ragged columns"
        assert {len(column) for column in part.known} <= {len(part.known.lines)}, "ragged columns"
        crossed = reading._unpacked(reading._packed(part))
        assert crossed.observations.rows() == part.observations.rows()
        assert done <= part.bytes_done <= payload.size, (done, part.bytes_done, payload.size)
        done = part.bytes_done
        if part.mends is not None:
            assert all(count > 0 for _, count in part.mends.counts)
            _assert_storable([note for note, _ in part.mends.counts])
            if part.mends.declared is not None:
                _assert_declared(part.mends.declared)
        yield part


def _numbers(whole: Whole) -> Counter[int]:
    """How often each line of the document was counted."""
    return Counter(
        [
            *(line.line for line in whole.observations),
            *(line for *_, line in whole.known),
            *(line.line for line in whole.ignored),
            *(line.line for line in whole.rejected),
        ]
    )


def _every_other_of(whole: Whole) -> Recogniser:
    """A book that knows every other line that was read, told by its digest, so that the answer is the same each time.

    It is in another process where there is an odd number of them, and answers late.
    """
    lines = (*whole.observations, *whole.ignored, *whole.rejected)
    known = {line.digest for line in lines if line.digest & 1}  # type: ignore[attr-defined]
    return _Late(known) if len(known) % 2 else lambda _receipts, digests: bytes(digest in known for digest in digests)


class _Late(SlowRecogniser):
    """A book that answers when it is asked for the answer."""

    def __init__(self, known: set[int]) -> None:
        self._known = known
        self._asked: list[int] = []

    def ask(self, receipts: list[str], digests: list[int]) -> None:
        """Remember the question."""
        self._asked = digests

    def answer(self) -> bytes | None:
        """What is known of those asked for."""
        return bytes(digest in self._known for digest in self._asked)


def _assert_said(refused: DocumentRefused) -> None:
    assert _SENTENCE.fullmatch(" ".join(refused.title.split())), refused.title
    assert _SENTENCE.fullmatch(refused.hint), (refused.title, refused.hint)
    assert not refused.detail or _SENTENCE.fullmatch(" ".join(refused.detail.split())), refused.detail
    _assert_storable((refused.title, refused.detail, refused.hint))
    assert str(pickle.loads(pickle.dumps(refused))) == str(refused)


def _assert_declared(declared: Declared) -> None:
    assert declared.kind in KINDS, declared.kind
    for at in (declared.starts_at, declared.ends_at, declared.made_at):
        assert at is None or (type(at) is int and FIRST_AT < at < LAST_AT), declared
    for cents in (declared.opening_cents, declared.closing_cents, declared.paid_in_cents, declared.withdrawn_cents):
        assert cents is None or _is_money(cents), declared
    texts = (declared.code, declared.ledger, declared.holder, declared.status_filter, *declared.unknown_columns)
    _assert_storable((*texts, *declared.header))
    pickle.dumps(declared)


def _assert_observation(line: Observation) -> None:
    _assert_marks(line.receipt, line.digest, line.line)
    assert looks_like_receipt(line.receipt), line
    assert _is_money(line.amount_cents), line
    assert line.balance_cents is None or _is_money(line.balance_cents), line
    assert type(line.completed_at) is int, line
    for at in (line.completed_at, line.initiated_at):
        assert at is None or (type(at) is int and FIRST_AT < at < LAST_AT), line
    clock.day_of(clock.day_number(line.completed_at))
    assert line.role in _ROLES, line
    assert line.ledger == line.ledger.strip(), line
    _assert_storable(cell for cell in line if isinstance(cell, str))


def _assert_marks(receipt: str, digest: int, line: int) -> None:
    assert type(receipt) is str
    assert type(digest) is int, digest
    assert -_HALF <= digest < _HALF, digest
    assert type(line) is int, line
    assert line >= 1, line


def _assert_storable(texts: Iterable[str]) -> None:
    """Text that both databases take: whole characters, no NUL."""
    for text in texts:
        assert "\0" not in text, ascii(text)
        assert text.isascii() or text.encode(), ascii(text)


def _is_money(cents: int) -> bool:
    return type(cents) is int and abs(cents) < CENTS_LIMIT
