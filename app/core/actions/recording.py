"""The inner loop of an import: set-based, a chunk of lines at a time, so that a million lines stay cheap."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, repeat
from operator import is_not, xor
from typing import Any

from sqlalchemy import select

from app.core.actions.known_rows import salt_of
from app.core.actions.line_columns import LineColumns
from app.core.actions.log_lookups import NOTHING_HELD, Held, body_of, is_withdrawn, joined, why_rejected
from app.core.actions.previewing import Sorted
from app.core.actions.proving import Walked, proof_of
from app.core.book import Pen, add_wallet
from app.core.chain import ChainWalk
from app.core.events import EventKind
from app.core.receipts import year_told_by
from app.core.statement import (
    Declared,
    Ignored,
    ImportSummary,
    KnownLines,
    Lines,
    Observation,
    Observations,
    Problem,
    ProblemKind,
    Proof,
    Rejected,
    WalletKey,
)
from app.core.store.control import Span, spans_of
from app.core.store.log import RecordedLine, lines_numbered, movements_numbered, runs_of
from app.core.store.tables import conflicts, withdrawn
from app.core.store.views import Group, Resolved

MOST_SHARED = 300
"""Receipts that other documents hold too, remembered for comparing clocks."""

MOST_PROBLEMS = 1000
"""Problems told one by one; beyond that, a count. Every rejected line is in the log all the same."""


class Recording:
    """One document being recorded: what was counted, and what the balance walk has seen."""

    def __init__(
        self,
        pen: Pen,
        declared: Declared,
        *,
        wallet: WalletKey,
        wallet_id: int,
        document_id: int,
        sorting: Sorted | None = None,
    ) -> None:
        self._sorting = sorting
        self._pen = pen
        self._declared = declared
        self._wallet = wallet
        self._wallet_ids = {"": wallet_id, wallet.ledger: wallet_id}
        self._document_id = document_id
        self._salt = salt_of(wallet)
        self._chains: dict[int, ChainWalk] = {}
        self._held: Held | None = None
        self._found: tuple[Sequence[int], Sequence[int | None]] = (), ()
        self._step = 0
        self._withdrawn_touched: set[Group] = set()
        self._contradicted: dict[int, str] | None = None
        self._has_withdrawn = pen.connection.execute(select(withdrawn.c.seq).limit(1)).scalar() is not None
        self.recognised: list[Span] = []
        self.first_seq = pen.batch.next_seq
        self.new = self.known = self.enriched = self.ignored = self.conflicts = self.rejected = self.twice = 0
        self.problems: list[Problem] = []
        self.shared: list[str] = []
        self._earliest: int | None = None
        self._latest: int | None = None

    @property
    def rows(self) -> int:
        """Lines counted so far."""
        return self.new + self.known + self.enriched + self.ignored + self.conflicts + self.rejected

    @property
    def last_seq(self) -> int:
        """The number of the last line recorded (``first_seq - 1`` when none was)."""
        return self._pen.batch.next_seq - 1

    def recognise(self, receipts: list[str], digests: list[int]) -> bytes | None:
        """Which of these lines the log holds already, one byte each; None when it holds none."""
        held = self._held = self._look_up(receipts)
        if not held.seqs:
            return None
        seqs = list(map(held.seqs.get, self._salted(digests)))
        self._found = digests, seqs
        return bytes(map(is_not, seqs, repeat(None)))

    def _look_up(self, receipts: Sequence[str]) -> Held:
        """Held lines with these receipts, and perhaps others."""
        if not receipts:
            return NOTHING_HELD
        return Held.of(self._pen.store.held_lines(self._pen.connection, receipts))

    def _salted(self, digests: Sequence[int]) -> list[int]:
        """Digests of lines as the log has them: those of another wallet's document are other lines."""
        return list(map(xor, digests, repeat(self._salt)))

    def take(self, lines: Lines) -> None:
        """Record one stretch of the document."""
        held, self._held = self._held or self._look_up(lines.observations.receipts), None
        if self._sorting is not None:
            self._sorting.meet(lines)
        parts: list[tuple[Any, Any]] = [(lines.known, self._take_all_known), (lines.observations, self._take_new)]
        for some, taking in sorted((part for part in parts if part[0].lines), key=lambda part: part[0].lines[0]):
            taking(some, held)  # in the document's order, as the balance walk likes it
        if lines.ignored or lines.rejected:
            self._record_others(lines.ignored, lines.rejected)

    # -- lines that the log holds already -------------------------------------------------------------------------

    def _take_all_known(self, lines: KnownLines, held: Held) -> None:
        """All at once where nothing about them is special: standing movements of this wallet, undisputed."""
        asked, told = self._found
        is_whole = asked is lines.digests and None not in told
        seqs: Any = told if is_whole else list(map(held.seqs.__getitem__, self._salted(lines.digests)))
        own, contradicting = self._wallet_ids[""], self._contradicting()
        spans = joined((min(run), max(run)) for run in runs_of(seqs)) or spans_of(seqs)
        is_usual = (
            not self._has_withdrawn
            and sum(last - first + 1 for first, last in spans) == len(seqs)
            and spans[-1][1] < self.first_seq
            and (not contradicting or contradicting.keys().isdisjoint(seqs))
        )
        found = movements_numbered(self._pen.connection, seqs, wallet_id=own) if is_usual else None
        if found is None:
            by_seq = {line[0]: line for line in lines_numbered(self._pen.connection, seqs)}
            for seq, line in zip(seqs, lines.lines, strict=True):
                self._take_known(by_seq[seq], line)
            return
        amounts, balances, times = found
        self.known += len(seqs)
        self.recognised += spans
        self._stretch(times)
        self._chain(own).extend_columns(lines.receipts, amounts, balances, times, lines.lines)

    def _take_known(self, recorded: RecordedLine, line: int) -> None:
        seq, receipt, kind = recorded[:3]
        if seq >= self.first_seq:
            self.known += 1
            self._sort(line, "known")
            self._tell_twice(line, receipt)
            return
        self.recognised.append((seq, seq))
        if kind == EventKind.LineIgnored:
            self.ignored += 1
            self._sort(line, "ignored")
        elif kind == EventKind.LineRejected:
            self.rejected += 1
            self._sort(line, "rejected")
            self._tell(line, receipt, *why_rejected(self._pen.connection, seq))
        else:
            self._count_known_movement(recorded, line)

    def _count_known_movement(self, recorded: RecordedLine, line: int) -> None:
        seq, receipt, _, wallet_id, cents, balance, at = recorded
        assert cents is not None
        self._chain(wallet_id).extend_columns([receipt], [cents], [balance], [at], [line])
        self._stretch([at])
        if self._has_withdrawn and is_withdrawn(self._pen.connection, seq):
            self.new += 1
            self._sort(line, "new")
            self._withdrawn_touched.add((wallet_id, receipt))
        elif seq in self._contradicting():
            self.conflicts += 1
            self._sort(line, "conflict")
            self._tell(line, receipt, self._contradicting()[seq])
        else:
            self.known += 1
            self._sort(line, "known")

    def _contradicting(self) -> dict[int, str]:
        if self._contradicted is None:
            found = self._pen.connection.execute(select(conflicts.c.seq, conflicts.c.reason))
            self._contradicted = dict(map(tuple, found))
        return self._contradicted

    def reinstate(self) -> None:
        """Lines of an undone import that this document vouches for again count again."""
        for _ in self._pen.views.resolve_again(self._withdrawn_touched):
            pass

    # -- lines that are new -----------------------------------------------------------------------------------------

    def _take_new(self, observations: Observations, held: Held) -> None:
        self._note_order(observations.completed)
        fresh = self._unrepeated(observations, held)
        if fresh.lines:
            self._record(fresh, held)

    def _unrepeated(self, observations: Observations, held: Held) -> Observations:
        """Drop lines that stand in the document twice, to the letter; each is told once and counted as known."""
        salted = self._salted(observations.digests)
        seen = set(salted)
        if len(seen) == len(salted) and held.seqs.keys().isdisjoint(seen):
            return observations
        met: set[int] = set()
        keep = bytearray(len(salted))
        for place, (digest, line) in enumerate(zip(salted, observations.lines, strict=True)):
            if digest in met:
                self.known += 1
                self._sort(line, "known")
                self._tell_twice(line, observations.receipts[place])
            elif digest in held.seqs:
                self._take_known(lines_numbered(self._pen.connection, [held.seqs[digest]])[0], line)
            else:
                met.add(digest)
                keep[place] = 1
        return observations.kept(keep)

    def _record(self, observations: Observations, held: Held) -> None:
        """Events for all lines; finished transactions for receipts never seen, a second look at the others."""
        self._follow_ledgers(observations.ledgers)
        self._walk_lines(observations)
        columns = LineColumns.of(observations, step=self._step, wallet_ids=self._wallet_ids)
        batch, proof = self._pen.batch, self._declared.proof
        first_seq = batch.next_seq
        told = columns.event_columns(
            first_seq, batch_id=batch.id, document_id=self._document_id, salt=self._salt, proof=proof
        )
        batch.append_columns(told)
        receipts = columns.told.receipts
        seqs: Sequence[int] = range(first_seq, first_seq + len(receipts))
        odd = set(held.receipts).intersection(receipts) | columns.repeated_identities()
        if odd:
            if len(self.shared) < MOST_SHARED:
                self.shared += sorted(odd)[: MOST_SHARED - len(self.shared)]
            is_fresh = bytes([receipt not in odd for receipt in receipts])
            self._insert_fresh(columns.kept(is_fresh), list(compress(seqs, is_fresh)))
            self._look_again(columns.told, first_seq, odd)
        else:
            self._insert_fresh(columns, seqs)

    def _insert_fresh(self, columns: LineColumns, seqs: Sequence[int]) -> None:
        if not seqs:
            return
        self._pen.views.insert_fresh(columns.transaction_columns(seqs, proof=self._declared.proof))
        self.new += len(seqs)
        told = columns.told
        if any(told.warnings):
            for line, receipt, warning in zip(told.lines, told.receipts, told.warnings, strict=True):
                if warning:
                    self._tell(line, receipt, warning)

    def _look_again(self, observations: Observations, first_seq: int, odd: set[str]) -> None:
        again: dict[Group, list[tuple[int, Observation]]] = {}
        mask = bytes([receipt in odd for receipt in observations.receipts])
        seqs = compress(range(first_seq, first_seq + len(mask)), mask)
        for seq, line in zip(seqs, observations.kept(mask).rows(), strict=True):
            again.setdefault((self._wallet_ids[line.ledger], line.receipt), []).append((seq, line))
        for resolved in self._pen.views.resolve_again(again):
            self._count_resolved(resolved, again[resolved.group])

    def _follow_ledgers(self, ledgers: Sequence[str]) -> None:
        """Sibling wallets that lines name are followed from now on."""
        for ledger in sorted(set(ledgers) - self._wallet_ids.keys()):
            self._wallet_ids[ledger] = add_wallet(self._pen, key=WalletKey(self._wallet.code, ledger))

    def _count_resolved(self, resolved: Resolved, lines: list[tuple[int, Observation]]) -> None:
        """Sort this document's lines on a receipt that others speak of too."""
        reasons = {seq: reason for movement in resolved.movements for seq, reason in movement.contradictions}
        fresh_before = dict(resolved.before)
        for seq, line in lines:
            if seq in reasons:
                self.conflicts += 1
                self._sort(line.line, "conflict")
                self._tell(line.line, line.receipt, reasons[seq])
                continue
            movement = next(m for m in resolved.movements if seq in m.support)
            key = (movement.role, movement.direction, movement.ordinal)
            if key not in fresh_before:
                self.new += 1
                fresh_before[key] = movement.proof
            elif seq in movement.provenance.values() or movement.proof > fresh_before[key]:
                self.enriched += 1
                self._sort(line.line, "enriched")
            else:
                self.known += 1
                self._sort(line.line, "known")
            if line.warning:
                self._tell(line.line, line.receipt, line.warning)

    def _record_others(self, ignored: list[Ignored], rejected: list[Rejected]) -> None:
        """Lines that moved no money, and lines that could not be read: kept in the log, told, not counted as money."""
        told: list[tuple[EventKind, Ignored | Rejected]] = [(EventKind.LineIgnored, line) for line in ignored]
        told += [(EventKind.LineRejected, line) for line in rejected]
        held = self._look_up([line.receipt for _, line in told])
        rows: dict[int, tuple[Any, ...]] = {}
        for kind, line in told:
            digest = line.digest ^ self._salt
            if digest in held.seqs:
                self._take_known(lines_numbered(self._pen.connection, [held.seqs[digest]])[0], line.line)
                continue
            if isinstance(line, Ignored):
                self.ignored += 1
            else:
                self.rejected += 1
                self._tell(line.line, line.receipt, line.reason, line.kind)
            if digest not in rows:
                seq = self._pen.batch.next_seq + len(rows)
                rows[digest] = (
                    seq, year_told_by(line.receipt), self._pen.batch.id, int(kind), line.receipt,
                    self._wallet_ids[""], digest, self._document_id, line.line, None, None, None,
                    body_of(line),
                )  # fmt: skip
        if rows:
            self._pen.batch.append_lines(list(rows.values()))

    # -- the balance walk and the result --------------------------------------------------------------------------

    def _note_order(self, completed: Sequence[int | None]) -> None:
        """+1 where the document runs forward in time, -1 where it runs backward (the usual)."""
        if self._step == 0:
            first, last = completed[0], completed[-1]
            self._step = 1 if first is not None and last is not None and first < last else -1

    def _walk_lines(self, observations: Observations) -> None:
        """Walk the balances in the document's order, each ledger on its own."""
        ledgers = set(observations.ledgers)
        for ledger in ledgers:
            mine = observations
            if len(ledgers) > 1:
                mine = observations.kept(bytes([one == ledger for one in observations.ledgers]))
            self._chain(self._wallet_ids[ledger]).extend_columns(
                mine.receipts, mine.amounts, mine.balances, mine.completed, mine.lines
            )
        self._stretch(observations.completed)

    def _chain(self, wallet_id: int) -> ChainWalk:
        if wallet_id not in self._chains:
            self._chains[wallet_id] = ChainWalk()
        return self._chains[wallet_id]

    def _stretch(self, moments: Sequence[int | None]) -> None:
        """Let the document's period reach over these moments."""
        told = [at for at in moments if at is not None] if None in moments else moments
        if told:
            ends: list[Any] = [min(told), max(told)]  # type: ignore[type-var]
            ends += [at for at in (self._earliest, self._latest) if at is not None]
            self._earliest, self._latest = min(ends), max(ends)

    def amend(self, declared: Declared) -> None:
        """The document turned out to declare something else: it holds several exports."""
        self._declared = declared

    def _sort(self, line: int, outcome: str) -> None:
        if self._sorting is not None:
            self._sorting.sort(line, outcome)

    def _tell(self, line: int, receipt: str, reason: str, kind: ProblemKind = "row") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(line, receipt, reason, kind))

    def _tell_twice(self, line: int, receipt: str) -> None:
        self.twice += 1
        if self._declared.proof is not Proof.SMS:  # merged backups hold most messages twice: told all at once
            self._tell(line, receipt, "this line stands in the file twice; it was counted once")

    @property
    def latest_at(self) -> int | None:
        """The newest moment among the lines, or None."""
        return self._latest

    @property
    def walked(self) -> Walked:
        """The balances of all ledgers, to be proven."""
        return Walked(self._chains, own_id=self._wallet_ids[""], earliest_at=self._earliest, rejected=self.rejected)

    def summary(self, *, file: str, sha256: str) -> ImportSummary:
        """The result line, with the balance proof of the document's own ledger."""
        declared = self._declared
        return ImportSummary(
            file=file,
            sha256=sha256,
            kind=declared.kind,
            wallet=self._wallet,
            starts_at=declared.starts_at if declared.starts_at is not None else self._earliest,
            ends_at=declared.ends_at if declared.ends_at is not None else self._latest,
            new=self.new,
            known=self.known,
            enriched=self.enriched,
            ignored=self.ignored,
            conflicts=self.conflicts,
            rejected=self.rejected,
            problems=tuple(sorted(self.problems)),
            balance=proof_of(self._pen.connection, self.walked, declared=declared),
        )
