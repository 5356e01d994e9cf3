"""A document of messages as a statement: whose wallet it is read for, and its lines stretch by stretch.

A message does not name the wallet. A phone's own messages (Personal, Pochi) are of the phone that received them; a till
or paybill owner's (Merchant, Utility) are of a short code that only the user knows. A document is read for one wallet:
the one the user names, else the one most of its first messages are of; messages of the others are kept as evidence and
counted when the document is imported for their wallet.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import compress, islice

from app.core import clock, receipts
from app.core.errors import DocumentRefused
from app.core.sources import text
from app.core.sources.document import NONE_KNOWN, uncollected
from app.core.sources.json_values import Value, head_values
from app.core.sources.payload import Payload
from app.core.sources.sms import containers
from app.core.sources.sms.messages import Message, begins_as_own, split
from app.core.sources.sms.reading import NOT_OWN, UNDATED, Read, read_message
from app.core.sources.sms.templates import MERCHANT, PERSONAL, POCHI, UTILITY
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

KINDS = ("sms_text", "sms_backup", "sms_json")
_CONTAINERS: dict[str, Callable[[Payload], Iterator[containers.Stretch]]] = {
    "sms_text": containers.text_messages,
    "sms_backup": containers.backup_messages,
    "sms_json": containers.json_messages,
}
_BACKUP = re.compile(r"<smses[\s>]")
_HEAD_CHARACTERS = 16 << 10
_FIRST_MESSAGES = 200
_NEAR_MIDNIGHT_SECONDS = 600
_REMEMBERED = 10_000
_PHONE_LEDGERS = frozenset({PERSONAL, POCHI})
_HINT = "Choose a backup of M-PESA's messages (SMS Backup & Restore), or paste the messages as they came."
_WHOSE = {PERSONAL: "a phone's own wallet", POCHI: "a Pochi wallet", MERCHANT: "a till", UTILITY: "a paybill"}


@dataclass(frozen=True, slots=True)
class SmsSource:
    """Messages in one kind of container."""

    kind: str

    def read(self, payload: Payload, *, wallet: WalletKey | None) -> Statement:
        """What the messages say. Lines are read, and may be refused, as they are asked for."""
        ledger = self._ledger(payload, wallet)
        declared = Declared(kind=self.kind, ledger=ledger, proof=Proof.SMS)
        return Statement(declared, lambda known: _Reader(payload.name, ledger).lines(self._stretches(payload), known))

    def _stretches(self, payload: Payload) -> Iterator[containers.Stretch]:
        return _CONTAINERS[self.kind](payload)

    def _ledger(self, payload: Payload, wallet: WalletKey | None) -> str:
        """The ledger the user names, else the one that most of the first messages are of."""
        if wallet and wallet.ledger in _WHOSE:
            return wallet.ledger
        found: Counter[str] = Counter()
        for message in islice(self._first(payload), _FIRST_MESSAGES):
            found.update({_family(leg.ledger) for leg in read_message(message).legs})
        return found.most_common(1)[0][0] if found else PERSONAL

    def _first(self, payload: Payload) -> Iterator[Message]:
        for stretch in self._stretches(payload):
            yield from stretch.messages


def recognised(payload: Payload) -> SmsSource | None:
    """The source of messages that this document is for, or None where it does not look like messages of M-PESA.

    Raises DocumentRefused where it cannot be read.
    """
    with payload.open() as stream:
        head = stream.read(text.HEAD_BYTES)
    script = text.script_of(head)
    start = head.decode(script.encoding, errors="replace").lstrip("\ufeff")[:_HEAD_CHARACTERS]
    first = start.lstrip()
    if first.startswith("<") and _BACKUP.search(first[:2048]):
        return SmsSource("sms_backup")
    if first.startswith(("{", "[")):
        whole = head.decode(script.encoding, errors="replace").lstrip("\ufeff")
        return SmsSource("sms_json") if _holds_messages(whole) else None
    if any(begins_as_own(message.text) for message in split(start, line=1)):
        return SmsSource("sms_text")
    return None


def _holds_messages(head: str) -> bool:
    found = (
        message.text
        for value in head_values(head, most=_FIRST_MESSAGES)
        for message in containers.messages_in(Value(value, "", 1))
    )
    return any(map(begins_as_own, found))


def _family(ledger: str) -> str:
    """A phone's ledgers go together; a till and a paybill are short codes of their own."""
    return PERSONAL if ledger in _PHONE_LEDGERS else ledger


class _Reader:
    """Reads the messages of one document for one wallet."""

    def __init__(self, name: str, ledger: str) -> None:
        self._name, self._ledger = name, ledger
        self._moments: OrderedDict[str, int] = OrderedDict()
        self._own = self._foreign = self._other = 0

    def lines(self, stretches: Iterator[containers.Stretch], known: Recogniser) -> Iterator[Lines]:
        """The lines of all stretches. Raises DocumentRefused where none is of this wallet."""
        for stretch in stretches:
            with uncollected():
                lines = self._read(stretch, known)
            if any(map(len, (lines.observations.lines, lines.known.lines, lines.ignored, lines.rejected))):
                yield lines
        if not self._own:
            raise self._nothing_own()

    def _read(self, stretch: containers.Stretch, known: Recogniser) -> Lines:
        read = [read_message(message) for message in stretch.messages]
        self._remember(read)
        legs: list[Observation] = []
        ignored = [one.ignored for one in read if one.ignored]
        rejected = stretch.rejected + [one.rejected for one in read if one.rejected]
        self._own += len(rejected) + sum(one.status != NOT_OWN for one in ignored)
        for one in read:
            if not one.legs:
                continue
            if _family(one.legs[0].ledger) != _family(self._ledger):
                self._foreign += 1
                ignored.append(self._left_out(one))
                continue
            self._own += 1
            for leg in one.legs:
                dated = self._dated(leg, one.message.sent_at)
                (legs if isinstance(dated, Observation) else rejected).append(dated)  # type: ignore[arg-type]
        return self._sorted(legs, known)._replace(ignored=ignored, rejected=rejected, bytes_done=stretch.bytes_done)

    def _sorted(self, legs: list[Observation], known: Recogniser) -> Lines:
        """The legs that the book has already set apart from those that it has not."""
        mask = known([leg.receipt for leg in legs], [leg.digest for leg in legs]) if legs else None
        if mask is None or 1 not in mask:
            return Lines(Observations.of(legs), NONE_KNOWN, [], [])
        old = list(compress(legs, mask))
        fresh = [leg for leg, is_old in zip(legs, mask, strict=True) if not is_old]
        held = KnownLines([leg.receipt for leg in old], [leg.digest for leg in old], [leg.line for leg in old])
        return Lines(Observations.of(fresh), held, [], [])

    def _left_out(self, one: Read) -> Ignored:
        leg = one.legs[0]
        status = f"of {_WHOSE[leg.ledger]}, not of {_WHOSE[self._ledger]}"
        return Ignored(leg.receipt, leg.digest, leg.line, status, one.message.text)

    # ------------------------------------------------------------ moments that messages do not print

    def _remember(self, read: list[Read]) -> None:
        """A Fuliza message carries the code of the payment that it financed, but no date (domain notes 3.1)."""
        for one in read:
            if one.legs and one.legs[0].completed_at != UNDATED:
                self._moments[one.legs[0].receipt] = one.legs[0].completed_at or 0
        while len(self._moments) > _REMEMBERED:
            self._moments.popitem(last=False)

    def _dated(self, leg: Observation, sent_at: int | None) -> Observation | Rejected:
        """The leg in its own ledger's words, with the moment that its message may leave out."""
        leg = leg._replace(ledger="" if leg.ledger == self._ledger else leg.ledger)
        if leg.completed_at != UNDATED:
            return leg
        at = self._moments.get(leg.receipt) or moment_told_by(leg.receipt, sent_at)
        if at is None:
            reason = "This message prints no day, and its receipt code tells none."
            return Rejected(leg.receipt, leg.digest, leg.line, reason, leg.details)
        return leg._replace(completed_at=at)

    def _nothing_own(self) -> DocumentRefused:
        if self._foreign:
            return DocumentRefused(
                f"None of the M-PESA messages in “{self._name}” is of {_WHOSE[self._ledger]}.",
                hint="Say the wallet that they are of (on the command line: --wallet CODE:LEDGER).",
            )
        return DocumentRefused(f"“{self._name}” holds no message of M-PESA about a transaction.", hint=_HINT)


def moment_told_by(receipt: str, sent_at: int | None) -> int | None:
    """The moment of a message without one: when the phone got it, where that is the day of the receipt's letters.

    Else the beginning of that day, or None where the letters tell none either: restored backups carry wrong stamps.
    """
    day = receipts.day_told_by(receipt)
    if day is None:
        return sent_at
    starts_at = clock.day_start(clock.number_of(day))
    if sent_at is not None and starts_at <= sent_at < starts_at + clock.DAY_SECONDS + _NEAR_MIDNIGHT_SECONDS:
        return sent_at
    return starts_at
