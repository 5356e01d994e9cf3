"""The matcher in a process of its own: what it knows of the book stays there, ready for what comes in next."""

from __future__ import annotations

import multiprocessing
import threading
from functools import partial
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from sqlalchemy import Connection, literal, select

from app.core.apart import answer_of, outcome
from app.core.errors import BookError
from app.core.store.tables import transactions
from app.core.store.trade_tables import items

if TYPE_CHECKING:
    from app.core.actions.live_matching import LiveMatching, Matched
    from app.core.matching.verdicts import Watched

LARGE = 3_000
"""Transactions, or items, from which on a book is matched apart: matching fewer takes less than starting a process."""
DYING_SECONDS = 0.5


def is_large(reader: Connection) -> bool:
    """Whether matching the book takes long enough to be felt in a window."""
    return any(
        reader.execute(select(literal(1)).select_from(table).offset(LARGE).limit(1)).scalar()
        for table in (transactions, items)
    )


class MatchingApart:
    """Keeps one process, begun with the first round and again where it died. One round at a time; ``end`` any time."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Pipe | None = None
        self._is_ended = False

    def round(self, *, watched: Watched | None = None) -> Matched:
        """One round of the matcher over what came in since the last. Raises BookError, also where the process dies."""
        pipe = self._ready_pipe()
        try:
            pipe.send_bytes(b"round")
            found = outcome(pipe, watched, None)
        except BookError:
            self._forget_where_dead()
            raise
        except OSError as error:
            self._forget_where_dead()
            raise BookError("The matching was ended from outside.", hint="It begins again by itself.") from error
        return found  # type: ignore[return-value]

    def end(self) -> None:
        """Let go of the process at once; what it had not finished is as if it had not begun."""
        with self._lock:
            self._is_ended = True
            if self._process is not None:
                self._process.kill()
                self._process.join()
                self._process = None

    def _ready_pipe(self) -> Pipe:
        with self._lock:
            if self._is_ended:
                raise BookError("The matching was ended: the company file is closed.")
            if self._process is None or self._pipe is None:
                context = multiprocessing.get_context("spawn")
                self._pipe, theirs = context.Pipe()
                self._process = context.Process(target=_serve, args=(theirs, self._place), name="matching", daemon=True)
                self._process.start()
                theirs.close()
            return self._pipe

    def _forget_where_dead(self) -> None:
        """The next round begins another process where this one is gone, or is just going."""
        with self._lock:
            if self._process is not None:
                self._process.join(DYING_SECONDS)
                if not self._process.is_alive():
                    self._process, self._pipe = None, None


def _serve(pipe: Pipe, place: str) -> None:
    """The process: rounds for as long as somebody asks for them."""
    from app.core.actions.live_matching import LiveMatching
    from app.core.book import Book

    book = Book.open(place)
    live = LiveMatching(book)
    try:
        while True:
            pipe.recv_bytes()
            pipe.send(answer_of(partial(_round, live), pipe))
    except (EOFError, OSError):
        return  # nobody is there any more
    finally:
        book.close()


def _round(live: LiveMatching, pipe: Pipe) -> Matched:
    return live.round(watched=lambda done, total: pipe.send((done, total)))
