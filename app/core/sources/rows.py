"""Turning the rows of a statement into observations, a stretch of rows at a time and column by column.

The usual row costs a few microseconds because whole columns are converted at once; a row that is odd in any way is
judged by itself (``_judged``) and is either put right, kept aside as ignored, or rejected with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, compress, repeat
from operator import mul, sub
from typing import Any, NamedTuple

from app.core import receipts
from app.core.sources import details as wording
from app.core.sources.cells import BAD, NOTHING, Amounts, Clocks, Days, Odd, cents_of, instants, moment, sides
from app.core.sources.families import Layout
from app.core.sources.ledgers import ledger_named
from app.core.sources.letters import Letters
from app.core.sources.parties import Parties
from app.core.statement import Ignored, Observations, ProblemKind, Rejected

COMPLETED = frozenset({"Completed", "completed", "COMPLETED"})
_RECEIPTS = re.compile(r"(?:[A-Z][A-Z0-9]{7,11}\n)*+", re.ASCII)


def are_receipts(texts: Sequence[str]) -> bool:
    """Whether every text could be a receipt number."""
    return _RECEIPTS.fullmatch("\n".join(texts) + "\n") is not None


Columns = Sequence[Sequence[str]]
"""The cells of rows of one width, column by column."""


class Marked(NamedTuple):
    """Rows yet to be read, with what is known of each already; the four lists run in step.

    ``are_sound`` tells that every receipt could be one.
    """

    receipts: list[str]
    digests: list[int]
    lines: Sequence[int]
    records: list[str]
    are_sound: bool = False

    def part(self, first: int, last: int) -> Marked:
        """The rows from one place up to another."""
        return Marked(
            self.receipts[first:last],
            self.digests[first:last],
            self.lines[first:last],
            self.records[first:last],
            self.are_sound,
        )

    def kept(self, keep: bytes | bytearray) -> Marked:
        """Only what has its byte set."""
        return Marked(
            list(compress(self.receipts, keep)),
            list(compress(self.digests, keep)),
            list(compress(self.lines, keep)),
            list(compress(self.records, keep)),
            self.are_sound,
        )


class Why(NamedTuple):
    """Why a row cannot be read, in words and as what."""

    reason: str
    kind: ProblemKind = "row"


class Reading(NamedTuple):
    """What came of a stretch of rows."""

    observations: Observations
    ignored: list[Ignored]
    rejected: list[Rejected]


def together(parts: list[Marked]) -> Marked:
    """Rows that were marked one after the other."""
    if len(parts) == 1:
        return parts[0]
    rows = Marked([], [], [], [], all(part.are_sound for part in parts))
    lines: list[int] = []
    for part in parts:
        rows.receipts.extend(part.receipts)
        rows.digests.extend(part.digests)
        rows.records.extend(part.records)
        lines.extend(part.lines)
    return rows._replace(lines=lines)


def joined(parts: list[Reading]) -> Reading:
    """What came of the parts of one stretch."""
    if len(parts) == 1:
        return parts[0]
    return Reading(
        Observations.joined([part.observations for part in parts]),
        list(chain.from_iterable(part.ignored for part in parts)),
        list(chain.from_iterable(part.rejected for part in parts)),
    )


@dataclass(slots=True)
class _Columns:
    """The columns of one stretch, as lists that stay in step when rows are dropped."""

    receipts: list[str]
    digests: list[int]
    lines: Sequence[int]
    texts: dict[str, Sequence[str]]
    completed: list[int]
    credits: list[int]
    debits: list[int]
    amounts: list[int]
    balances: list[int]

    def drop(self, keep: bytearray) -> None:
        """Keep only the rows whose byte is set."""
        for name in ("receipts", "digests", "lines", "completed", "credits", "debits", "amounts", "balances"):
            setattr(self, name, list(compress(getattr(self, name), keep)))
        self.texts = {name: list(compress(column, keep)) for name, column in self.texts.items()}


class RowReader:
    """Reads the rows of one document. ``own_ledger`` is the ledger whose statement it is ('' where unknown)."""

    def __init__(self, layout: Layout, *, own_ledger: str) -> None:
        self._layout = layout
        self._own_ledger = own_ledger
        self._sign = layout.family.withdrawn_sign
        self._days, self._clocks, self._amounts = Days(), Clocks(), Amounts()
        self._wordings, self._parties = wording.Classified(), Parties()
        self._letters = Letters()
        self._store: str | None = None
        self._reasons: dict[int, Why] | None = None

    def read(self, marked: Marked, cells: Columns, *, reasons: dict[int, Why] | None = None) -> Reading:
        """Read at least one row of the layout's width. Raises Odd where they are not as M-PESA prints them.

        ``reasons``, given for rows that were mended as far as that goes, tell by line why one cannot be read;
        then nothing is raised.
        """
        self._reasons = reasons
        texts = self._texts(cells)
        usual = self._usual(marked, texts) if marked.are_sound and reasons is None else None
        if usual is not None:
            return Reading(self._observations(usual), [], [])
        columns = self._columns(marked, texts)
        ignored: list[Ignored] = []
        rejected: list[Rejected] = []
        if not (marked.are_sound and self._is_plain(columns)):
            if reasons is None and (not marked.are_sound or self._is_unreadable(columns)):
                raise Odd
            self._set_aside(columns, marked, ignored, rejected)
        return Reading(self._observations(columns), ignored, rejected)

    def _usual(self, marked: Marked, texts: dict[str, Sequence[str]]) -> _Columns | None:
        """The columns of completed rows with one side filled, money out printed negative; None for any others."""
        statuses = texts.get("status", ("Completed",))
        if self._sign > 0 or statuses[0] not in COMPLETED or statuses.count(statuses[0]) != len(statuses):
            return None
        amounts = sides(texts["paid_in"], texts["withdrawn"])
        if amounts is None:
            return None
        completed, balances = self._instants(texts["completed"]), self._balances(texts, len(amounts))
        if max(completed) >= BAD or max(balances) >= BAD:
            return None
        return _Columns(*marked[:3], texts, completed, amounts, amounts, amounts, balances)

    @staticmethod
    def _is_unreadable(columns: _Columns) -> bool:
        """Whether a cell could not be read as it stands, though it may once it is looked at more closely."""
        readable = (columns.completed, columns.credits, columns.debits, columns.balances)
        return any(max(cells) >= BAD for cells in readable)

    # ------------------------------------------------------------ columns

    def _texts(self, table: Columns) -> dict[str, Sequence[str]]:
        return {name: table[at] for name in self._layout.columns if (at := self._layout.at(name)) is not None}

    def _columns(self, marked: Marked, texts: dict[str, Sequence[str]]) -> _Columns:
        paid_in = cents_of(texts["paid_in"], self._amounts, blank=0)
        withdrawn = cents_of(texts["withdrawn"], self._amounts, blank=0)
        taken = map(abs, withdrawn) if self._sign < 0 else withdrawn
        return _Columns(
            marked.receipts,
            marked.digests,
            marked.lines,
            texts,
            self._instants(texts["completed"]),
            paid_in,
            withdrawn,
            list(map(sub, paid_in, taken)),
            self._balances(texts, len(marked.records)),
        )

    def _instants(self, texts: Sequence[str]) -> list[int]:
        if self._reasons is None and 19 not in map(len, texts):
            raise Odd  # no layout prints times so short or long: a spreadsheet wrote them
        return instants(texts, self._days, self._clocks)

    def _balances(self, texts: dict[str, Sequence[str]], count: int) -> list[int]:
        if "balance" not in texts:
            return [NOTHING] * count
        balances = cents_of(texts["balance"], self._amounts, blank=NOTHING)
        if "store" in texts:
            return self._of_first_store(balances, texts["store"])
        return balances

    def _of_first_store(self, balances: list[int], stores: Sequence[str]) -> list[int]:
        """Each store of a head-office list runs its own balance; only the first store's can be walked."""
        if self._store is None and stores:
            self._store = stores[0]
        return [cents if store == self._store else NOTHING for cents, store in zip(balances, stores, strict=True)]

    # ------------------------------------------------------------ odd rows

    def _is_plain(self, columns: _Columns) -> bool:
        """Whether every row of the stretch is as it should be: completed, readable, one side filled.

        Receipts are looked at before.
        """
        completed, debits = columns.completed, columns.debits
        return (
            COMPLETED.issuperset(columns.texts.get("status", ()))
            and max(completed) < BAD
            and min(columns.credits) >= 0
            and max(columns.credits) < BAD
            and max(debits) < BAD
            and (self._sign < 0 or min(debits) >= 0)
            and max(columns.balances) < BAD
            and 0 not in columns.amounts
            and not any(map(mul, columns.credits, debits))
        )

    def _set_aside(self, columns: _Columns, marked: Marked, ignored: list[Ignored], rejected: list[Rejected]) -> None:
        """Put odd rows right where that can be done, and drop the others into ``ignored`` or ``rejected``."""
        keep = bytearray(b"\1") * len(marked.records)
        for index in self._odd(columns):
            verdict = self._judged(columns, index)
            if not verdict:
                continue
            keep[index] = 0
            mark = columns.receipts[index], columns.digests[index], columns.lines[index]
            if verdict.status:
                ignored.append(Ignored(*mark, verdict.status, marked.records[index]))
            else:
                rejected.append(Rejected(*mark, verdict.reason, marked.records[index], verdict.kind))
        if 0 in keep:
            columns.drop(keep)

    def _odd(self, columns: _Columns) -> Sequence[int]:
        """Rows that are not as they should be, by the same measures as ``_is_plain``."""
        count = len(columns.receipts)
        if not are_receipts(columns.receipts):
            return range(count)
        least = NOTHING if self._sign < 0 else 0
        cells = zip(
            columns.texts.get("status", repeat("Completed", count)),
            columns.completed,
            columns.credits,
            columns.debits,
            columns.amounts,
            columns.balances,
            strict=True,
        )
        return [
            index
            for index, (status, at, paid, drawn, cents, balance) in enumerate(cells)
            if status not in COMPLETED
            or at >= BAD
            or not 0 <= paid < BAD
            or not least <= drawn < BAD
            or (paid and drawn)
            or not cents
            or balance >= BAD
        ]

    def _judged(self, columns: _Columns, index: int) -> _Verdict | None:
        """None for a row that counts (its cells put right), else why it does not."""
        texts = columns.texts
        status = " ".join(texts["status"][index].split()) if "status" in texts else "Completed"
        if status and status.casefold() != "completed":
            return _Verdict(status=status)
        if not status:
            return _Verdict(reason="The row has no transaction status.")
        if not receipts.looks_like_receipt(columns.receipts[index]):
            return _Verdict(reason=f"“{columns.receipts[index]}” is not a receipt number.", kind="no_receipt")
        if self._reasons and columns.lines[index] in self._reasons:
            return _Verdict("", *self._reasons[columns.lines[index]])
        if columns.completed[index] >= BAD:
            columns.completed[index] = moment(texts["completed"][index])
        if columns.completed[index] >= BAD:
            return _Verdict(reason=f"The completion time “{texts['completed'][index].strip()}” cannot be read.")
        reason = self._wrong_money(columns, index)
        return _Verdict(reason=reason) if reason else None

    def _wrong_money(self, columns: _Columns, index: int) -> str:
        paid, drawn = columns.credits[index], columns.debits[index]
        texts = columns.texts
        paid_text, drawn_text = texts["paid_in"][index].strip(), texts["withdrawn"][index].strip()
        if paid == BAD or paid < 0:
            return f"The amount paid in, “{paid_text}”, cannot be read."
        if drawn == BAD or (self._sign > 0 and drawn < 0):
            return f"The amount withdrawn, “{drawn_text}”, cannot be read."
        if columns.balances[index] == BAD:
            return f"The balance “{texts['balance'][index].strip()}” cannot be read."
        if paid and drawn:
            return "Both sides are filled: paid in and withdrawn."
        if not paid_text and not drawn_text:
            return "The row is completed but shows no amount."
        return ""

    # ------------------------------------------------------------ observations

    def _observations(self, columns: _Columns) -> Observations:
        count = len(columns.receipts)
        if not count:
            return Observations.of(())
        texts = columns.texts
        words = texts["details"] if "details" in texts else texts.get("reason") or [""] * count
        kinds, roles, ledgers = zip(*self._worded(words, columns.amounts), strict=True)
        phones, names, accounts = self._parties.spoken_of(texts, words)
        return Observations(
            columns.receipts,
            columns.digests,
            columns.lines,
            roles,
            columns.amounts,
            columns.completed,
            self._initiated(texts, count),
            kinds,
            names,
            phones,
            accounts,
            self._linked(texts, count),
            _or_none(columns.balances),
            words,
            self._ledgers(texts, ledgers),
            self._letters.warnings(columns.receipts, columns.completed, is_settled=self._reasons is not None),
        )

    def _worded(self, words: Sequence[str], amounts: Sequence[int]) -> list[wording.Wording]:
        """Kind, role and ledger of each row, by what stands before `` from ``, else by all words."""
        found = self._wordings
        worded = [found[text.partition(" from ")[0]][cents < 0] for text, cents in zip(words, amounts, strict=True)]
        if wording.UNKNOWN_IN in worded or wording.UNKNOWN_OUT in worded:
            return [
                found[wording.words_of(text)][cents < 0] if told.kind == wording.UNKNOWN else told
                for told, text, cents in zip(worded, words, amounts, strict=True)
            ]
        return worded

    def _initiated(self, texts: dict[str, Sequence[str]], count: int) -> Sequence[int | None]:
        if "initiated" not in texts:
            return [None] * count
        instants = self._instants(texts["initiated"])
        if max(instants) < BAD:
            return instants
        careful = (moment(text) if at >= BAD else at for at, text in zip(instants, texts["initiated"], strict=True))
        return [None if at >= BAD else at for at in careful]

    def _linked(self, texts: dict[str, Sequence[str]], count: int) -> Sequence[str]:
        linked = texts.get("linked")
        if linked is None or not any(linked):
            return [""] * count
        return [receipt.strip().upper() for receipt in linked]

    def _ledgers(self, texts: dict[str, Sequence[str]], told: Sequence[str]) -> Sequence[str]:
        """The ledger of each line, '' for the document's own; a column of its own is believed before the words."""
        own = self._own_ledger
        if "ledger" in texts:
            named = [ledger_named(text) or text.strip() for text in texts["ledger"]]
            return ["" if ledger == own else ledger for ledger in named]
        if not any(told):
            return told
        return ["" if ledger == own else ledger for ledger in told]


class _Verdict(NamedTuple):
    """Why a row does not count: a status that moved no money, or a reason it cannot be read."""

    status: str = ""
    reason: str = ""
    kind: ProblemKind = "row"


def _or_none(balances: list[int]) -> Any:
    return [None if cents == NOTHING else cents for cents in balances] if NOTHING in balances else balances
