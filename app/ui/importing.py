"""Taking files in: one after the other in a worker, with progress, cancel, and one result line at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from app.core.errors import Cancelled, LookFirst, PasswordNeeded, PasswordWrong, WalletUnknown
from app.ui import kept, reading, words
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

DialogMaker = Callable[[str], "ImportPreview"]
"""Makes the dialog that shows what a file (by name) would do."""

LOOK_FIRST = "import/look_first"
T = TypeVar("T")


class Importing(QObject):
    """The queue of files to take in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.choose_wallet: WalletChooser = lambda _: None
        self.ask_password: PasswordChooser = _ask_password
        self.make_dialog: DialogMaker = _dialog
        self._looked_at: Looking | None = None
        self._to_keep: str | None = None
        self._waiting: list[Path] = []
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
        if self._desk.task is None and self._looked_at is None:
            self._next()

    def _next(self) -> None:
        if not self._waiting or self._desk.book is None:
            self._finish()
            return
        self._start(self._waiting.pop(0), None)

    def _start(
        self,
        path: Path,
        wallet: WalletKey | None,
        password: str | None = None,
        corrections: Corrections | None = None,
    ) -> None:
        if corrections is None and self.is_looking:
            self._look(path, wallet, password)
            return
        desk, book = self._desk, self._desk.this_book
        task, tell = self._begun(self.tr("Importing {0}").format(path.name))
        desk.bridge.job(
            self,
            lambda: _with_keyring(
                lambda word: reading.import_file(book, path, wallet, tell, task.is_cancelled, word, corrections),
                password,
            ),
            self._on_done,
            lambda error: self._on_failed(path, error, wallet, password),
        )

    def _begun(self, label: str) -> tuple[Task, _Teller]:
        desk = self._desk
        task = desk.task = Task(label)
        desk.progressed.emit(Progress(task.label, 0, 0, task.since))
        return task, _Teller(self, desk, task)

    def _look(
        self, path: Path, wallet: WalletKey | None, password: str | None, corrections: Corrections | None = None
    ) -> None:
        """Read the file and show what it would do."""
        from app.core.statement import Corrections

        told, book = corrections or Corrections(), self._desk.this_book
        task, tell = self._begun(self.tr("Looking at {0}").format(path.name))
        self._desk.bridge.job(
            self,
            lambda: _with_keyring(
                lambda word: reading.preview_file(book, path, wallet, tell, task.is_cancelled, word, told), password
            ),
            lambda preview: self._on_looked(path, wallet, password, preview, told),
            lambda error: self._on_failed(path, error, wallet, password),
        )

    def _on_looked(
        self, path: Path, wallet: WalletKey | None, password: str | None, preview: Preview, told: Corrections
    ) -> None:
        self._end_task()
        if self._looked_at is None:
            from app.ui.import_preview import Looking

            self._looked_at = Looking(
                self.make_dialog(path.name),
                read=lambda wanted: self._look(path, wallet, password, wanted),
                take=lambda wanted: self._on_decided(lambda: self._start(path, wallet, password, wanted)),
                leave=lambda: self._on_decided(self._next),
            )
        self._looked_at.show(preview, told)

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

    def _on_failed(self, path: Path, error: Exception, wallet: WalletKey | None, password: str | None) -> None:
        self._end_task()
        if isinstance(error, LookFirst):
            self._look(path, wallet, password)
            return
        if isinstance(error, WalletUnknown):
            wallet = self.choose_wallet(path.name)
            if wallet is not None:
                self._start(path, wallet, password)
                return
        if isinstance(error, PasswordNeeded | PasswordWrong):
            self._to_keep = None
            answer = self.ask_password(path.name, isinstance(error, PasswordWrong))
            if answer is not None:
                self._to_keep = answer.password if answer.is_to_be_kept else None
                self._start(path, wallet, answer.password)
                return
        if isinstance(error, Cancelled):
            self._waiting.clear()
        self._failures += 1
        text = words.error(error)
        named = text if path.name in text else f"{path.name}: {text}"
        self._desk.notice(named, meaning="attention" if isinstance(error, Cancelled) else "conflict")
        if self._looked_at is not None:
            self._looked_at.fail()
        else:
            self._next()

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
        """Take imports back, newest first."""
        book = self._desk.book
        if book is None:
            return

        def work() -> int:
            return sum(int(reading.undo_import(book, number).value or 0) for number in sorted(import_ids, reverse=True))

        self._desk.bridge.job(self, work, self._on_undone)

    def _on_undone(self, lines: int) -> None:
        self._desk.notice(self.tr("Import undone: {0} rows taken back.").format(words.count(lines)))
        self._desk.book_changed()


def _ask_password(file: str, is_wrong: bool) -> Answer | None:  # noqa: FBT001 - asked by a callback
    from app.ui import password

    return password.ask(file, is_wrong)


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
    return "attention" if any(s.balance.state.value == "broken" or s.rejected for s in done) else ""
