"""Where messages come from: pasted text and text files, SMS Backup & Restore, JSON of exporters and forwarders.

All are read in stretches, so memory does not grow with the document (domain notes 3.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from app.core import clock
from app.core.sources import text
from app.core.sources.json_values import MOST_DEPTH, Value, values
from app.core.sources.payload import Payload
from app.core.sources.sms.messages import BEGINNING, LONGEST, Message, collapsed, digest_of, split
from app.core.statement import Rejected

MOST_IN_STRETCH = 4_000
"""Messages given out at once."""

_LONGEST_TAG = 1 << 20
_CUT_OFF = "The backup is cut off here: messages after this are missing. Make the backup again."
_TORN = "This message is torn: its end cannot be found. Make the backup again."


class Stretch(NamedTuple):
    """Some messages in document order, what could not be read among them, and how far into the document they reach."""

    messages: list[Message]
    rejected: list[Rejected]
    bytes_done: int


@lru_cache(maxsize=1024)
def is_from_mpesa(sender: str) -> bool:
    """Whether a sender's name is M-PESA's (``MPESA``, ``M-PESA``, in any case)."""
    return re.sub(r"[\s_-]", "", sender).casefold() == "mpesa"


# ---------------------------------------------------------------- text


def text_messages(payload: Payload) -> Iterator[Stretch]:
    """Messages in text, each from its beginning to the next one's, however their lines are broken."""
    with payload.open() as stream:
        script = text.script_of(stream.read(4096))
    held, line, found = "", 1, Stretch([], [], 0)
    for block, done in text.blocks(payload, script):
        if len(found.messages) >= MOST_IN_STRETCH:
            yield found
            found = Stretch([], [], done)
        held += text.decoded(block).replace("\r\n", "\n").replace("\r", "\n")
        cut = _last_beginning(held)
        found.messages.extend(split(held[:cut], line=line))
        found = found._replace(bytes_done=done)
        line += held.count("\n", 0, cut)
        held = held[cut:]
    found.messages.extend(split(held, line=line))
    yield found


def _last_beginning(held: str) -> int:
    """Where the last message begins, or a place near the end where what is there is longer than any message."""
    window = max(0, len(held) - 4 * LONGEST)
    last = held.rfind("\n", 0, window) + 1
    if window - last > 4 * LONGEST:
        last = window
    for found in BEGINNING.finditer(held, window):
        last = found.start()
    return last


# ---------------------------------------------------------------- SMS Backup & Restore

_TAG = re.compile(rb"<sms(?=[\s/>])(?:((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>|(?P<torn>))")
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_USUAL = re.compile(
    rb"\s+protocol=\"[^\"]*\" address=\"([^\"]*)\" date=\"([^\"]*)\" type=\"([^\"]*)\""
    rb" subject=\"[^\"]*\" body=\"([^\"]*)\""
)
"""The order in which the app writes; any other order is read the slow way."""

_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_END_TAG = b"</smses>"


def backup_messages(payload: Payload) -> Iterator[Stretch]:
    """Messages received from M-PESA in a backup.

    The elements are looked for in the bytes, without an XML parser: strict ones refuse the surrogate pairs that the
    app writes for emoji, and where nothing is declared or expanded no entity can swell.
    """
    with payload.open() as stream:
        script = text.script_of(stream.read(4096))
    scan = _BackupScan()
    for block, done in text.blocks(payload, script):
        yield from scan.feed(block, done, is_last=False)
    yield from scan.feed(b"", payload.size, is_last=True)


class _BackupScan:
    """The bytes of an element that is not whole yet, and where they stand."""

    def __init__(self) -> None:
        self._held, self._line, self._tail = b"", 1, b""

    def feed(self, block: bytes, done: int, *, is_last: bool) -> Iterator[Stretch]:
        """The messages whose elements are whole by now."""
        data = self._held + block
        self._tail = (self._tail + block)[-256:]
        found = Stretch([], [], done)
        counted, resume = 0, len(data)
        for tag in _TAG.finditer(data):
            at = tag.start()
            self._line += data.count(b"\n", counted, at)
            counted = at
            if tag["torn"] is None:
                found.messages.extend(_messages_in(tag[1], self._line))
            elif is_last or len(data) - at >= _LONGEST_TAG:
                found.rejected.append(_rejected(_TORN, data[at : at + 500], self._line))
            else:
                resume = at
                break
            if len(found.messages) >= MOST_IN_STRETCH:
                yield found
                found = Stretch([], [], done)
        if resume == len(data):
            resume = _unfinished_name(data)
        self._line += data.count(b"\n", counted, resume)
        self._held = data[resume:]
        if is_last and _END_TAG not in self._tail:
            found.rejected.append(_rejected(_CUT_OFF, self._tail, self._line))
        yield found


def _unfinished_name(data: bytes) -> int:
    """Where an element's name begins that the block's end may have cut, else the end."""
    start = data.rfind(b"<", max(0, len(data) - len(b"<sms")))
    return start if start >= 0 else len(data)


def _rejected(reason: str, data: bytes, line: int) -> Rejected:
    raw = _shown(data)
    return Rejected("", digest_of(raw), line, reason, raw)


def _shown(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _messages_in(attributes: bytes, line: int) -> Iterator[Message]:
    """The message of one element, or nothing where it is not one that M-PESA sent to this phone."""
    if usual := _USUAL.match(attributes):
        address, sent, kind, body = usual.groups()
    else:
        told = {name: double or single for name, double, single in _ATTRIBUTE.findall(attributes)}
        address, sent, kind, body = (told.get(name, b"") for name in (b"address", b"date", b"type", b"body"))
    if kind == b"1" and is_from_mpesa(unescaped(_shown(address))):
        yield Message(collapsed(unescaped(_shown(body))), line, moment_told(_shown(sent)))


def unescaped(escaped: str) -> str:
    """Text of an attribute: the five named entities and numbers, also an emoji written as two halves."""
    if "&" not in escaped:
        return escaped
    plain = _ENTITY.sub(_character, escaped)
    if any("\ud800" <= character <= "\udfff" for character in plain):
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain


def _character(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return _NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(number) if number < 0x110000 else "\ufffd"


# ---------------------------------------------------------------- JSON

_FIRST_YEAR, _LAST_YEAR = 2007, 2099
_TEXT_KEYS = ("body", "message", "text", "content", "org_content", "msg", "sms")
_SENDER_KEYS = ("address", "sender", "from", "contact", "phonenumber", "originator")
_TIME_KEYS = ("date", "timestamp", "receivedat", "receivedstamp", "sentstamp", "received_at", "time", "date_sent")


def json_messages(payload: Payload) -> Iterator[Stretch]:
    """Messages in JSON: ``[{"body": …, "timestamp": …}]`` and its like, whole or line by line."""
    found = Stretch([], [], 0)
    for value in values(payload):
        if value.error:
            reason = f"This line is not valid JSON: {value.error}."
            found.rejected.append(Rejected("", digest_of(value.text), value.line, reason, value.text))
        else:
            found.messages.extend(messages_in(value))
        if len(found.messages) >= MOST_IN_STRETCH:
            yield found._replace(bytes_done=value.bytes_done)
            found = Stretch([], [], 0)
    yield found._replace(bytes_done=payload.size)


def messages_in(value: Value) -> Iterator[Message]:
    """Texts under the names that exporters and forwarders use, in their order; another sender's are left out."""
    pending: list[tuple[Any, int]] = [(value.value, 0)]
    while pending:
        one, depth = pending.pop()
        if isinstance(one, str):
            yield _json_message(one, {}, value)
        elif isinstance(one, dict):
            named = {str(name).casefold(): cell for name, cell in one.items()}
            body = next((named[name] for name in _TEXT_KEYS if isinstance(named.get(name), str)), None)
            if body is None:
                pending += [(cell, depth + 1) for cell in reversed(one.values()) if _is_deeper(cell, depth)]
            elif _is_meant(named):
                yield _json_message(body, named, value)
        elif isinstance(one, list):
            pending += [(cell, depth + 1) for cell in reversed(one) if _is_deeper(cell, depth) or isinstance(cell, str)]


def _is_deeper(cell: Any, depth: int) -> bool:
    return isinstance(cell, (dict, list)) and depth < MOST_DEPTH


def _is_meant(named: dict[str, Any]) -> bool:
    """Whether the sender, where one is named, is M-PESA, and the message was received."""
    senders = [str(named[name]) for name in _SENDER_KEYS if named.get(name) not in (None, "", "null")]
    is_sent = str(named.get("type", "1")) == "2"
    return not is_sent and (not senders or any(map(is_from_mpesa, senders)))


def _json_message(body: str, named: dict[str, Any], value: Value) -> Message:
    plain = collapsed(body)
    times = (moment_told(str(named[name])) for name in _TIME_KEYS if named.get(name) is not None)
    mark = plain[:10] if body.startswith(plain[:10]) else ""
    return Message(plain, value.line_of(mark), next((at for at in times if at is not None), None))


def moment_told(stamp: str) -> int | None:
    """Seconds UTC of a phone's time stamp: milliseconds or seconds since 1970, or ISO 8601; None for anything else."""
    if stamp.isascii() and stamp.isdigit() and len(stamp) in (10, 13):
        return int(stamp) // (1000 if len(stamp) == 13 else 1)
    try:
        at = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return None
    return int(at.timestamp()) if at.tzinfo else clock.instant(at)
