"""What the Queue page's keys do: each deed runs among the jobs, in the order of the keys, and is said in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog

from app.core import money
from app.core.errors import BookError
from app.core.items import TransactionKey
from app.ui import queue_words, reading_queue, words

if TYPE_CHECKING:
    from app.core.queries.queue_rows import CandidateRow, QueueRow
    from app.ui.pages.queue import QueuePage
    from app.ui.reading_queue import Done
    from app.ui.split_grid import SplitGrid

TELL_MS = 500
"""After the last deed the other pages and the counts hear of it: not after each of a hundred."""


class Deeds(QObject):
    """Acts on the row in hand. A row that is wholly decided leaves at once; if the book refuses, it comes back."""

    def __init__(self, page: QueuePage) -> None:
        super().__init__(page)
        self._page = page
        self.in_flight: Counter[TransactionKey] = Counter()
        self.done = 0
        self.grid: SplitGrid | None = None
        self._dialog: QDialog | None = None
        self._timer = QTimer(self, singleShot=True, interval=TELL_MS)
        self._timer.timeout.connect(page.desk.book_changed)

    def do(self, name: str) -> None:
        """One deed, by its name."""
        row = self._page.current()
        if name in ("sample", "match", "confirm_ticked"):
            getattr(self, f"_{name}")()
        elif row is not None:
            getattr(self, f"_{name}")(row)

    # ---------------------------------------------------------------- the road of every deed
    def _run(
        self,
        rows: Sequence[QueueRow],
        work: Callable[[], Done],
        said: str | Callable[[Done], str],
        *,
        is_whole: bool,
    ) -> None:
        """Do it in a worker. ``is_whole``: the rows wait no longer after it, so they leave before it is done."""
        page, keys = self._page, [row.key for row in rows]
        self.in_flight.update(keys)
        if is_whole:
            self._leave(rows)

        def on_done(done: Done) -> None:
            self._end(keys)
            page.said.setText(said if isinstance(said, str) else said(done))
            self._settle(rows, {row.key: row for row in done.rows}, were_gone=is_whole)

        def on_error(error: Exception) -> None:
            self._end(keys)
            page.desk.notice(words.error(error), meaning="attention")
            self._settle(rows, {row.key: row for row in rows}, were_gone=is_whole)

        page.desk.bridge.job(page, work, on_done, on_error)

    def _end(self, keys: Sequence[TransactionKey]) -> None:
        self.done += 1
        self.in_flight -= Counter(keys)
        self._timer.start()

    def _leave(self, rows: Sequence[QueueRow]) -> None:
        """Take rows out; where the row in hand is among them, the hand goes to the next."""
        page = self._page
        here = [row for row in rows if page.model.place_of(row.key) is not None]
        at, current = page.table.currentIndex().row(), page.current()
        gone = {row.key for row in here}
        before = sum(row.key in gone for row in page.model.rows[:at]) if at > 0 else 0
        stays = current is not None and current.key not in gone
        page.model.remove(gone)
        for row in here:
            page.count(row.queue, -1)
        if not stays:
            page.select(min(at - before, len(page.model.rows) - 1))

    def _settle(self, rows: Sequence[QueueRow], now: dict[TransactionKey, QueueRow], *, were_gone: bool) -> None:
        """What still waits stands at its place, as the book has it now; what another deed is at work on is left."""
        page = self._page
        quiet = [row for row in rows if row.key not in self.in_flight]
        waiting = [row for row in quiet if row.key in now]
        if not were_gone:
            moved = [row for row in waiting if page.group not in (None, now[row.key].queue)]
            self._leave([row for row in quiet if row.key not in now])
            self._leave(moved)
        current = page.current()
        for row in waiting:
            found = now[row.key]
            if were_gone or found.queue != row.queue:
                page.count(found.queue, 1)
                if not were_gone and page.model.place_of(row.key) is not None:
                    page.count(row.queue, -1)
            if page.group in (None, found.queue) and (were_gone or page.model.place_of(row.key) is not None):
                page.model.insert(found)
        if current is not None and (at := page.model.place_of(current.key)) is not None:
            page.select(at, is_quiet=True)

    # ---------------------------------------------------------------- Enter, N, Space, Ctrl+Enter
    def _candidate(self, row: QueueRow) -> CandidateRow | None:
        if row.candidates:
            return row.candidates[self._page.place(row)]
        self._say(self._page.tr("Nothing is proposed for this payment: S searches an invoice, C names the customer."))
        return None

    def _say(self, text: str) -> None:
        self._page.said.setText(text)

    def _confirm(self, row: QueueRow) -> None:
        candidate = self._candidate(row)
        if candidate is None:
            return
        if queue_words.is_stale(candidate):
            self._say(self._page.tr("What this candidate would pay is paid meanwhile: choose another, or press S."))
            return
        if not self._page.is_in_sight(row, self._page.place(row)):
            self._page.select(self._page.table.currentIndex().row(), is_quiet=True)
            self._say(self._page.tr("The proposals have just changed: look again, then press Enter."))
            return
        self._confirm_all([(row, candidate)])

    def _confirm_ticked(self) -> None:
        page = self._page
        ticked = [(row, queue_words.place_of(row, page.model.ticks.get(row.key))) for row in page.model.rows]
        chosen = [(row, row.candidates[place]) for row, place in ticked if place is not None]
        if not chosen:
            self._say(page.tr("Nothing is ticked: Space ticks a row."))
            return
        self._confirm_all(chosen)
        page.model.untick_all()

    def _confirm_all(self, chosen: Sequence[tuple[QueueRow, CandidateRow]]) -> None:
        page, book = self._page, self._page.desk.this_book
        decisions = [reading_queue.decision_of(row, candidate) for row, candidate in chosen]
        rows = [row for row, _ in chosen]

        def said(done: Done) -> str:
            told: Any = done.said
            if told.refused:
                page.desk.notice(" ".join(sentence for _, sentence in told.refused[:3]), meaning="attention")
            if len(rows) == 1:
                confirmed = page.tr("{0} → {1}. Ctrl+Z takes it back.")
                return "" if told.refused else confirmed.format(_sentence(rows[0]), queue_words.short(chosen[0][1]))
            return page.tr("{0} confirmed as one deed. Ctrl+Z takes them back.").format(words.count(len(told.ids)))

        is_whole = all(sum(part.cents for part in one.allocations) >= row.open_cents for row, one in chosen)
        self._run(rows, lambda: reading_queue.confirm(book, decisions), said, is_whole=is_whole)

    def _refuse(self, row: QueueRow) -> None:
        candidate = self._candidate(row)
        if candidate is None:
            return
        book = self._page.desk.this_book
        said = self._page.tr("Not {0}: remembered. Ctrl+Z takes it back.").format(queue_words.short(candidate))
        left = tuple(one for one in row.candidates if one is not candidate)
        self._page.forget_choice(row.key)
        self._page.model.insert(replace(row, candidates=left, confidence=left[0].confidence if left else 0.0))
        self._page.show_current()
        self._run([row], lambda: reading_queue.refuse(book, row, candidate), said, is_whole=False)

    def _tick(self, row: QueueRow) -> None:
        if self._candidate(row) is not None:
            self._page.model.tick(self._page.table.currentIndex().row(), self._page.place(row))

    def _evidence(self, row: QueueRow) -> None:
        self._page.desk.go("transactions", row.key.receipt)

    def _match(self) -> None:
        self._page.desk.matching.run()

    # ---------------------------------------------------------------- P, A, W, F
    def _part(self, row: QueueRow) -> None:
        self._give(row, "part", self._page.tr("{0} taken as a part of {1}. Ctrl+Z takes it back."))

    def _advance(self, row: QueueRow) -> None:
        self._give(row, "advance", self._page.tr("{0} → {1}, the rest kept as advance. Ctrl+Z takes it back."))

    def _fee(self, row: QueueRow) -> None:
        self._give(row, "fee", self._page.tr("{0} → {1}, the difference closed as a fee. Ctrl+Z takes it back."))

    def _give(self, row: QueueRow, how: str, told: str, reason: str = "") -> None:
        candidate = self._candidate(row)
        if candidate is None:
            return
        try:
            parts = reading_queue.parts_of(row, candidate, how)
        except BookError as error:
            self._say(str(error))
            return
        book = self._page.desk.this_book
        said = told.format(_sentence(row), queue_words.short(candidate))
        is_whole = sum(part.cents for part in parts) >= row.open_cents
        self._run([row], lambda: reading_queue.give(book, row, candidate, how, reason), said, is_whole=is_whole)

    def _write_off(self, row: QueueRow) -> None:
        candidate = self._candidate(row)
        if candidate is None:
            return
        from app.ui.queue_dialogs import AskReason

        lacking = sum(part.open_cents or 0 for part in candidate.allocations if part.kind != "customer")
        lacking -= row.open_cents
        if lacking <= 0:
            self._say(self._page.tr("The payment pays it whole: nothing is left to write off."))
            return
        dialog = AskReason(
            self._page.window(), cents=lacking, item=queue_words.short(candidate), number=money.shown(row.open_cents)
        )
        told = self._page.tr("{0} → {1}, the rest written off. Ctrl+Z takes it back.")
        self._open(dialog, lambda: self._give(row, "write_off", told, dialog.reason()))

    # ---------------------------------------------------------------- S
    def _split(self, row: QueueRow) -> None:
        from app.ui.split_grid import SplitGrid

        if row.key.direction != "in":
            self._say(self._page.tr("Money that went out pays no invoice: R says what it is."))
            return
        self.close_grid()
        candidate = row.candidates[self._page.place(row)] if row.candidates else None
        self.grid = SplitGrid(self._page.desk, row, candidate)
        self.grid.accepted.connect(lambda parts: self._on_split(row, parts))
        self.grid.left.connect(self._page.go_back)
        self._page.detail.show_panel(self.grid)
        self.grid.take_keys()

    def close_grid(self) -> None:
        """Leave the grid; nothing of it is kept."""
        if self.grid is not None:
            self._page.detail.show_candidates()
            self._page.detail.pages.removeWidget(self.grid)
            self.grid.deleteLater()
            self.grid = None

    def _on_split(self, row: QueueRow, parts: list[Any]) -> None:
        book = self._page.desk.this_book
        is_whole = sum(part.cents for part in parts) >= row.open_cents
        said = self._page.tr("{0} split over {1}. Ctrl+Z takes it back.").format(_sentence(row), len(parts))
        self.close_grid()
        self._page.table.setFocus()
        self._run([row], lambda: reading_queue.give_by_hand(book, row.key, parts), said, is_whole=is_whole)

    # ---------------------------------------------------------------- C, R, ?, F8
    def _open(self, dialog: QDialog, then: Callable[[], None]) -> None:
        """Show a dialog; the window goes on meanwhile, and the keys come back to the list."""

        def on_finished(result: int) -> None:
            self._dialog = None
            self._page.table.setFocus()
            if result == QDialog.DialogCode.Accepted:
                then()
            dialog.deleteLater()

        self._dialog = dialog
        dialog.finished.connect(on_finished)
        dialog.open()

    def _assign(self, row: QueueRow) -> None:
        from app.ui.queue_customer import AssignCustomer

        if row.key.direction != "in":
            self._say(self._page.tr("Money that went out is no customer's payment: R says what it is."))
            return
        book = self._page.desk.this_book
        dialog = AssignCustomer(self._page.window(), self._page.desk, row)

        def assign() -> None:
            said = self._page.tr("{0} → {1}. Ctrl+Z takes it back.").format(_sentence(row), dialog.called())
            typed = row.account_ref if dialog.is_to_remember() else ""
            if dialog.customer_key():
                key = dialog.customer_key()
                self._run([row], lambda: reading_queue.assign(book, row, key, typed), said, is_whole=True)
            else:
                name, phone = dialog.new_customer()
                work = reading_queue.assign_to_new
                self._run([row], lambda: work(book, row, name, phone, typed), said, is_whole=True)

        self._open(dialog, assign)

    def _rule(self, row: QueueRow) -> None:
        from app.ui.rule_dialog import RuleDialog

        book = self._page.desk.this_book
        dialog = RuleDialog(self._page.window(), self._page.desk, row)

        def decide() -> None:
            meaning = dialog.meaning()
            if dialog.is_only_this:
                said = self._page.tr("{0}: {1}. Ctrl+Z takes it back.")
                told = said.format(_sentence(row), queue_words.meaning(meaning.value))
                self._run([row], lambda: reading_queue.classify(book, row.key, meaning), told, is_whole=True)
                return
            name, conditions = dialog.name(), dialog.conditions()

            def work() -> Done:
                made = reading_queue.make_rule(book, name, conditions, meaning)
                return reading_queue.Done(made, reading_queue.rows_now(book, [row.key]))

            told = self._page.tr("The rule “{0}” stands. Ctrl+Z takes it and what it named back.").format(name)
            self._run([row], work, told, is_whole=False)

        self._open(dialog, decide)

    def _ask(self, row: QueueRow) -> None:
        from app.ui.ask_dialog import AnswerNote, AskColleague

        book, asked = self._page.desk.this_book, row.question
        if asked is not None:
            reply = AnswerNote(self._page.window(), row)
            said = self._page.tr("Answered: it waits in its own group again.")
            work = reading_queue.answer

            def answer() -> None:
                told = reply.text()
                self._run([row], lambda: work(book, row.key, asked.id, told), said, is_whole=False)

            self._open(reply, answer)
            return
        dialog = AskColleague(self._page.window(), self._page.desk.settings, row)

        def park() -> None:
            to, note = dialog.to(), dialog.note()
            said = self._page.tr("{0} was asked; it waits under Ask.").format(to)
            self._run([row], lambda: reading_queue.ask(book, row.key, to, note), said, is_whole=False)
            if self._page.group is None:
                self._page.select((self._page.model.place_of(row.key) or 0) + 1)

        self._open(dialog, park)

    def _sample(self) -> None:
        from app.ui.queue_sample import Sample

        self._open(Sample(self._page.window(), self._page.desk), lambda: None)


def _sentence(row: QueueRow) -> str:
    return queue_words.sentence(row)
