"""Reading bytes that nobody vouches for: text in this process, workbooks and PDFs always in a child.

A workbook of two kilobytes can end the process that opens it, so that process is never this one. What the child
finds crosses the pipe as plain values; which lines are known already is asked back across it.
"""

from __future__ import annotations

import contextlib
import marshal
import multiprocessing
import os
import pickle
import sys
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from app.core.errors import BookError, DocumentRefused
from app.core.limits import limit_this_process, tie
from app.core.sources import Payload, read
from app.core.sources.document import SlowRecogniser, uncollected
from app.core.sources.looking import must_be_apart
from app.core.statement import (
    Declared,
    Ignored,
    KnownLines,
    Lines,
    Observations,
    Recogniser,
    Rejected,
    Statement,
    WalletKey,
)

MEMORY_BYTES = 1 << 30
"""What the child may take beyond what it holds at its start."""

CPU_SECONDS = 120
SILENCE_SECONDS = 150
"""A child that says nothing for so long is given up."""

MOMENT_SECONDS = 0.2
"""So often a silent child's user is asked whether it is still wanted."""

BYTES_A_SECOND = 4 << 20
"""A second more is given for every so many bytes: a large file is no attack."""

_DECLARED, _ASK, _LINES, _END, _ERROR = b"D", b"A", b"L", b"E", b"X"


def read_guarded(
    payload: Payload, *, wallet: WalletKey | None = None, meanwhile: Callable[[], None] | None = None
) -> Statement:
    """The statement in a payload, whatever the payload is.

    ``meanwhile`` is called every moment while a child is silent: what it raises ends the child. Raises DocumentRefused
    with a sentence, here or while lines are asked for; also where the child dies or does not answer.
    """
    if not must_be_apart(payload):
        return read(payload, wallet=wallet)
    child = _Child(payload, wallet, meanwhile)
    try:
        declared = child.declared()
    except BaseException:
        child.end()
        raise
    first = [child]

    def lines(known: Recogniser) -> Iterator[Lines]:
        reader = first.pop() if first else _restarted(payload, wallet, meanwhile)
        try:
            yield from reader.lines(known)
        finally:
            reader.end()

    return Statement(declared, lines)


def _restarted(payload: Payload, wallet: WalletKey | None, meanwhile: Callable[[], None] | None) -> _Child:
    child = _Child(payload, wallet, meanwhile)
    child.declared()
    return child


T = TypeVar("T")


def made_apart(work: Callable[[Payload], T], payload: Payload) -> T:
    """What ``work``, a function of a module, makes of a payload in a child process under the same limits.

    Raises what it raises where that is a BookError, else DocumentRefused.
    """
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    process = context.Process(target=_make, args=(theirs, work, payload), daemon=True, name="reader")
    process.start()
    theirs.close()
    end = weakref.finalize(pipe, _ended, pipe, process, tie(process.sentinel))
    try:
        if not pipe.poll(SILENCE_SECONDS):
            raise _given_up(payload.name)
        message = pipe.recv_bytes()
    except (EOFError, OSError) as error:
        raise _died(payload.name) from error
    finally:
        end()
    if message[:1] == _ERROR:
        raise pickle.loads(message[1:])  # noqa: S301 - written by our own child
    made: T = pickle.loads(message[1:])  # noqa: S301 - written by our own child
    return made


# ---------------------------------------------------------------- this side


class _Child:
    """The reading process as seen from this one."""

    def __init__(self, payload: Payload, wallet: WalletKey | None, meanwhile: Callable[[], None] | None) -> None:
        context = multiprocessing.get_context("spawn")
        self._name = payload.name
        self._meanwhile = meanwhile
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, payload, wallet), daemon=True, name="reader")
        self._process.start()
        theirs.close()
        self.end = weakref.finalize(self, _ended, self._pipe, self._process, tie(self._process.sentinel))

    def declared(self) -> Declared:
        """What the document says of itself."""
        tag, body = self._heard()
        assert tag == _DECLARED, tag
        found: Declared = pickle.loads(body)  # noqa: S301 - written by our own child
        return found

    def lines(self, known: Recogniser) -> Iterator[Lines]:
        """The lines of the document, answering the child's questions between them."""
        while True:
            tag, body = self._heard()
            if tag == _END:
                return
            if tag == _ASK:
                receipts, digests = marshal.loads(body)  # noqa: S302 - written by our own child
                answer = known(receipts, digests) or b""
                with contextlib.suppress(OSError):  # it may have failed since; what it said is still to be heard
                    self._pipe.send_bytes(answer)
            else:
                yield _unpacked(body)

    def _heard(self) -> tuple[bytes, bytes]:
        try:
            self._wait()
            message = self._pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise _died(self._name) from error
        tag, body = message[:1], message[1:]
        if tag == _ERROR:
            raise pickle.loads(body)  # noqa: S301 - written by our own child
        return tag, body

    def _wait(self) -> None:
        until = time.monotonic() + SILENCE_SECONDS
        while not self._pipe.poll(min(MOMENT_SECONDS, SILENCE_SECONDS)):
            if self._meanwhile is not None:
                self._meanwhile()
            if time.monotonic() >= until:
                raise _given_up(self._name)


def _ended(pipe: Connection, process: BaseProcess, let_go: Callable[[], object]) -> None:
    pipe.close()
    process.kill()
    process.join()
    process.close()
    let_go()


def _died(name: str) -> DocumentRefused:
    return DocumentRefused(
        f"“{name}” could not be read: it is damaged, or far too large.",
        detail="The reader was stopped before it did harm.",
        hint="Download the statement again, as CSV if you can.",
    )


def _given_up(name: str) -> DocumentRefused:
    return DocumentRefused(
        f"“{name}” takes too long to read and was given up.", hint="Download the statement again, as CSV if you can."
    )


def _unpacked(body: bytes) -> Lines:
    with uncollected():
        observations, known, ignored, rejected, bytes_done, mends = marshal.loads(body)  # noqa: S302 - our own child's
        return Lines(
            Observations(*observations),
            KnownLines(*known),
            list(map(Ignored._make, ignored)),
            list(map(Rejected._make, rejected)),
            bytes_done,
            pickle.loads(mends) if mends else None,  # noqa: S301 - written by our own child
        )


# ---------------------------------------------------------------- the child's side


def _work(pipe: Connection, payload: Payload, wallet: WalletKey | None) -> None:
    """The child that reads a statement and sends what was found."""
    _under_limits(pipe, payload, lambda: _send_statement(pipe, payload, wallet))


def _make(pipe: Connection, work: Callable[[Payload], Any], payload: Payload) -> None:
    """The child that makes one value of a payload."""
    _under_limits(pipe, payload, lambda: pipe.send_bytes(_END + pickle.dumps(work(payload))))


def _under_limits(pipe: Connection, payload: Payload, deed: Callable[[], None]) -> None:
    """Every failure leaves as words, or as a dead child."""
    _be_quiet()
    limit_this_process(memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS + payload.size // BYTES_A_SECOND)
    with contextlib.suppress(BrokenPipeError, ConnectionError, EOFError):
        try:
            deed()
        except BookError as error:
            pipe.send_bytes(_ERROR + pickle.dumps(error))
        except (BrokenPipeError, ConnectionError, EOFError):
            raise
        except BaseException:  # noqa: BLE001 - readers of foreign formats raise anything, panics included
            pipe.send_bytes(_ERROR + pickle.dumps(_died(payload.name)))


def _send_statement(pipe: Connection, payload: Payload, wallet: WalletKey | None) -> None:
    statement = read(payload, wallet=wallet)
    pipe.send_bytes(_DECLARED + pickle.dumps(statement.declared))

    for lines in statement.lines(_Asking(pipe)):
        pipe.send_bytes(_LINES + _packed(lines))
    pipe.send_bytes(_END)


class _Asking(SlowRecogniser):
    """Asks the other process, which may be busy storing what it was sent before."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def ask(self, receipts: list[str], digests: list[int]) -> None:
        self._pipe.send_bytes(_ASK + marshal.dumps((receipts, digests)))

    def answer(self) -> bytes | None:
        return self._pipe.recv_bytes() or None


def _packed(lines: Lines) -> bytes:
    with uncollected():
        columns = ([_sent(column) for column in part] for part in lines[:2])
        rows = (list(map(tuple, part)) for part in lines[2:4])
        mends = pickle.dumps(lines.mends) if lines.mends else b""
        return marshal.dumps((*columns, *rows, lines.bytes_done, mends))


def _sent(column: Sequence[Any]) -> list[Any]:
    """A column as a list: ranges do not cross."""
    return column if isinstance(column, list) else list(column)


def _be_quiet() -> None:
    """Readers that abort print to the terminal; nobody there is helped by it."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
