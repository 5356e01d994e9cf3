"""Taking files in: one after the other in a worker, with progress, cancel, and one result line at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject

from app.core.errors import Cancelled, ColumnsUnknown, LookFirst, PasswordNeeded, PasswordWrong, WalletUnknown
from app.ui import kept, reading, words
from app.ui.items_importing import Lists, WantedList, or_list
from app.ui.reading_items import LooksLikeList
from app.ui.work import Progress, Task

if TYPE_CHECKING:
    from app.core.actions.previewing import Preview
    from app.core.statement import Corrections, ImportSummary, WalletKey
    from app.ui.desk import Desk
    from app.ui.import_preview import ImportPreview, Looking
    from app.ui.password import Answer

WalletChooser = Callable[[str], "WalletKey | None"]
"""Asks the user which wallet a file (by name) belongs to; None where they would rather not say."""

PasswordChooser = Callable[[str, bool], "Answer | None"]
"""Asks for the password of a file (by name), again where the last was wrong; None to leave the file out."""

ColumnsChooser = Callable[[str, ColumnsUnknown], "dict[str, int] | None"]
"""Asks which column of a table (by name) is which; None to leave the file out."""

DialogMaker = Callable[[str], "ImportPreview"]
"""Makes the dialog that shows what a file (by name) would do."""

LOOK_FIRST = "import/look_first"
T = TypeVar("T")


class Wanted(NamedTuple):
    """A file to take in, and what the user has said of it so far. ``corrections`` are None until it was looked at."""

    path: Path
    wallet: WalletKey | None = None
    password: str | None = None
    corrections: Corrections | None = None

    def __repr__(self) -> str:
        """Never with the password."""
        return f"Wanted({self.path})"


class Importing(QObject):
    """The queue of files to take in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.choose_wallet: WalletChooser = lambda _: None
        self.ask_password: PasswordChooser = _ask_password
        self.choose_columns: ColumnsChooser = _choose_columns
        self.make_dialog: DialogMaker = _dialog
        self._looked_at: Looking | None = None
        self._to_keep: str | None = None
        self.lists = Lists(self)
        self._waiting: list[Path | WantedList] = []
        self._to_undo: list[list[int]] = []
        self._lists_to_undo: list[list[int]] = []
        self._done: list[ImportSummary] = []
        self._failures = 0

    @property
    def is_looking(self) -> bool:
        """Whether the user wants to look at every file before it is taken in."""
        return kept.text(self._desk.settings, LOOK_FIRST) == "yes"

    def look_first(self, is_wanted: bool) -> None:  # noqa: FBT001 - a check box says so
        """Look at every file from now on, or only at those that somebody edited."""
        self._desk.settings.setValue(LOOK_FIRST, "yes" if is_wanted else "no")

    def add(self, paths: Iterable[Path]) -> None:
        """Take these files (and the files in these folders) in, in order of name."""
        for path in paths:
            self._waiting += sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
        self._go_on()

    def add_lists(self, paths: Iterable[Path], kind: str) -> None:
        """Take these files in as lists of this kind, in the order given."""
        self._waiting += [WantedList(path, kind) for path in paths]
        self._go_on()

    @property
    def desk(self) -> Desk:
        """The desk whose book is written to."""
        return self._desk

    def _go_on(self) -> None:
        if self._desk.task is None and self._looked_at is None:
            self._next()

    def _next(self) -> None:
        if self._to_undo and self._desk.book is not None:
            self._undo(self._to_undo.pop(0))
            return
        if self._lists_to_undo and self._desk.book is not None:
            self.lists.undo(self._lists_to_undo.pop(0))
            return
        if not self._waiting or self._desk.book is None:
            self._finish()
            return
        first = self._waiting.pop(0)
        if isinstance(first, WantedList):
            self.lists.start(first)
        else:
            self._start(Wanted(first))

    def begin(self, label: str, *, is_stoppable: bool = True) -> None:
        """Work on one file begins."""
        self._begun(label, is_stoppable=is_stoppable)

    def end_task(self) -> None:
        """Work on one file is over."""
        self._end_task()

    def go_on(self) -> None:
        """The next file, where one waits."""
        self._go_on()

    def _start(self, file: Wanted) -> None:
        if file.corrections is None and self.is_looking:
            self._look(file)
            return
        book = self._desk.this_book
        task, tell = self._begun(self.tr("Importing {0}").format(file.path.name))
        self._desk.bridge.job(
            self,
            lambda: or_list(
                file.path,
                lambda: _with_keyring(
                    lambda word: reading.import_file(
                        book, file.path, file.wallet, tell, task.is_cancelled, word, file.corrections
                    ),
                    file.password,
                ),
            ),
            self._on_done,
            lambda error: self._on_failed(file, error, self._start),
        )

    def _begun(self, label: str, *, is_stoppable: bool = True) -> tuple[Task, _Teller]:
        desk = self._desk
        task = desk.task = Task(label, is_stoppable=is_stoppable)
        desk.progressed.emit(Progress(task.label, 0, 0, task.since))
        return task, _Teller(self, desk, task)

    def _look(self, file: Wanted) -> None:
        """Read the file and show what it would do."""
        from app.core.statement import Corrections

        told, book = file.corrections or Corrections(), self._desk.this_book
        task, tell = self._begun(self.tr("Looking at {0}").format(file.path.name))
        self._desk.bridge.job(
            self,
            lambda: or_list(
                file.path,
                lambda: _with_keyring(
                    lambda word: reading.preview_file(
                        book, file.path, file.wallet, tell, task.is_cancelled, word, told
                    ),
                    file.password,
                ),
            ),
            lambda preview: self._on_looked(file._replace(corrections=told), preview),
            lambda error: self._on_failed(file, error, self._look),
        )

    def _on_looked(self, file: Wanted, preview: Preview) -> None:
        self._end_task()
        assert file.corrections is not None, "it was looked at"
        if self._looked_at is None:
            from app.ui.import_preview import Looking

            self._looked_at = Looking(
                self.make_dialog(file.path.name),
                read=lambda told: self._look(file._replace(corrections=told)),
                take=lambda told: self._on_decided(lambda: self._start(file._replace(corrections=told))),
                leave=lambda: self._on_decided(self._next),
            )
        self._looked_at.show(preview, file.corrections)

    def _on_decided(self, then: Callable[[], None]) -> None:
        self._looked_at = None
        if self._desk.task is None and self._desk.book is not None:
            then()

    def _on_done(self, summary: ImportSummary) -> None:
        self._done.append(summary)
        self._end_task()
        self._keep_password()
        self._desk.book_changed()
        self._next()

    def _on_failed(self, file: Wanted, error: Exception, again: Callable[[Wanted], None]) -> None:
        """Ask what is missing and try ``again``; where nothing can be asked, or nobody answers, say what happened."""
        self._end_task()
        if isinstance(error, LookFirst):
            self._look(file)
            return
        if isinstance(error, LooksLikeList):
            if self._looked_at is None:
                self.lists.offer(file.path, error, lambda why: self._on_failed(file, why, again))
                return
            error = error.error
        if isinstance(error, ColumnsUnknown) and self._looked_at is None:
            again = self._look
        told = self._asked(file, error)
        if told is not None:
            again(told)
            return
        if isinstance(error, Cancelled):
            self._waiting.clear()
        self._failures += 1
        text = words.error(error)
        named = text if file.path.name in text else f"{file.path.name}: {text}"
        self._desk.notice(named, meaning="attention" if isinstance(error, Cancelled) else "conflict")
        if self._looked_at is not None:
            self._looked_at.fail()
        else:
            self._next()

    def _asked(self, file: Wanted, error: Exception) -> Wanted | None:
        """The file with what was missing and the user has now said, or None."""
        name = file.path.name
        if isinstance(error, WalletUnknown):
            wallet = self.choose_wallet(name)
            return None if wallet is None else file._replace(wallet=wallet)
        if isinstance(error, PasswordNeeded | PasswordWrong):
            answer = self.ask_password(name, isinstance(error, PasswordWrong))
            self._to_keep = answer.password if answer is not None and answer.is_to_be_kept else None
            return None if answer is None else file._replace(password=answer.password)
        if isinstance(error, ColumnsUnknown) and self._looked_at is None:
            from app.core.statement import Corrections

            columns = self.choose_columns(name, error)
            return None if columns is None else file._replace(corrections=Corrections(columns=columns))
        return None

    def _keep_password(self) -> None:
        """A password that opened its statement, and that the user wished to be remembered, goes to the keyring."""
        from app.ui import password

        found, self._to_keep = self._to_keep, None
        if found:
            self._desk.bridge.job(
                self, lambda: password.keep(found), lambda said: self._desk.notice(said) if said else None
            )

    def _end_task(self) -> None:
        self._desk.task = None
        self._desk.progressed.emit(None)

    def _finish(self) -> None:
        done, self._done, failures, self._failures = self._done, [], self._failures, 0
        if not done or failures:
            return
        undoable = [int(s.import_id) for s in done if s.import_id is not None and s.new + s.enriched > 0]
        self._desk.notice(
            result_line(done),
            meaning=_meaning(done),
            undo=(lambda: self.undo(undoable)) if undoable else None,
        )

    def undo(self, import_ids: list[int]) -> None:
        """Take imports back, newest first, once the work in progress is done."""
        self._to_undo.append(sorted(import_ids, reverse=True))
        self._go_on()

    def undo_lists(self, numbers: list[int]) -> None:
        """Take lists back, once the work in progress is done."""
        self._lists_to_undo.append(numbers)
        self._go_on()

    def _undo(self, import_ids: list[int]) -> None:
        book = self._desk.this_book
        self._begun(self.tr("Undoing the import"), is_stoppable=False)
        self._desk.bridge.job(
            self, lambda: reading.undo_imports(book, import_ids), self._on_undone, self._on_not_undone
        )

    def _on_undone(self, lines: int) -> None:
        self._end_task()
        self._desk.notice(self.tr("Import undone: {0} rows taken back.").format(words.count(lines)))
        self._desk.book_changed()
        self._next()

    def _on_not_undone(self, error: Exception) -> None:
        self._end_task()
        self._desk.notice(words.error(error), meaning="conflict")
        self._next()


def _ask_password(file: str, is_wrong: bool) -> Answer | None:  # noqa: FBT001 - asked by a callback
    from app.ui import password

    return password.ask(file, is_wrong)


def _choose_columns(file: str, unknown: ColumnsUnknown) -> dict[str, int] | None:
    from app.ui import column_choice

    return column_choice.ask(file, unknown)


def _dialog(file: str) -> ImportPreview:
    from app.ui.import_preview import over_the_window

    return over_the_window(file)


def _with_keyring(read: Callable[[str | None], T], password: str | None) -> T:
    """In a worker: read the file; where it is protected, try the password that the keyring holds."""
    try:
        return read(password)
    except PasswordNeeded as needed:
        from app.ui.password import remembered

        found = remembered()
        if found is None:
            raise
        try:
            return read(found)
        except PasswordWrong:
            raise needed from None  # the user has not been asked yet


class _Teller:
    """Passes progress on, ten times a second at most. Called in a worker."""

    def __init__(self, owner: QObject, desk: Desk, task: Task) -> None:
        self._owner, self._desk, self._task, self._last = owner, desk, task, 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last < 0.1:
            return
        self._last = now
        progress = Progress(self._task.label, done, total, self._task.since)
        desk = self._desk
        desk.bridge.post(self._owner, lambda: desk.progressed.emit(progress) if desk.task is not None else None)


def result_line(done: list[ImportSummary]) -> str:
    """One line for one file, or the sum of several."""
    first = done[0]
    if len(done) == 1:
        balance = words.balance(first.balance.state).lower()
        return f"{first.file}: {words.result(first)} · {balance}"
    from dataclasses import replace

    total = replace(
        first,
        **{
            name: sum(getattr(s, name) for s in done)
            for name in ("new", "known", "enriched", "ignored", "conflicts", "rejected")
        },
    )
    return f"{len(done)} files: {words.result(total)}"


def _meaning(done: list[ImportSummary]) -> str:
    if any(s.conflicts for s in done):
        return "conflict"
    is_holed = any(s.balance.state.value == "broken" or any(p.kind == "hole" for p in s.problems) for s in done)
    return "attention" if is_holed or any(s.rejected for s in done) else ""
