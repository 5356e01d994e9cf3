"""What may go wrong in the world, said so that it can be shown to the person at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self


class BookError(Exception):
    """A failure with words for the user: what happened, the detail, and what to do about it.

    ``title`` is one plain sentence. ``detail`` names the file, row or value. ``hint`` is the remedy.
    """

    def __init__(self, title: str, *, detail: str = "", hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.detail = detail
        self.hint = hint

    def __str__(self) -> str:
        """All three parts as one line of text."""
        return " ".join(part for part in (self.title, self.detail, self.hint) if part)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by parts, so that an error crosses from the reading process unchanged."""
        return (_rebuilt, (type(self), self.title, self.detail, self.hint))


def _rebuilt(kind: type[BookError], title: str, detail: str, hint: str) -> BookError:
    return kind(title, detail=detail, hint=hint)


class DocumentRefused(BookError):
    """A document that cannot be taken in at all; nothing of it was kept."""


class PasswordNeeded(DocumentRefused):
    """The document is encrypted and no password was given; the user must be asked."""


class PasswordWrong(DocumentRefused):
    """The document is encrypted and the password given does not open it; the user must be asked again."""


class LookFirst(DocumentRefused):
    """Somebody edited the document; the user should see what would become of it before anything is written."""


class ColumnsUnknown(DocumentRefused):
    """A table of receipts and amounts under headings that are not known; the user can say which column is which.

    ``header`` holds its headings ('' where there are none), ``sample`` a row below them, ``columns`` the places (from
    0) of those that could be told.
    """

    header: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()
    columns: tuple[tuple[str, int], ...] = ()

    def showing(self, header: Sequence[str], sample: Sequence[str], columns: Mapping[str, int]) -> Self:
        """With what the user chooses from."""
        self.header, self.sample, self.columns = tuple(header), tuple(sample), tuple(columns.items())
        return self

    def __reduce__(self) -> tuple[object, ...]:
        """With what the user chooses from, too."""
        return (_unknown, (self.title, self.detail, self.hint, self.header, self.sample, dict(self.columns)))


def _unknown(
    title: str, detail: str, hint: str, header: Sequence[str], sample: Sequence[str], columns: Mapping[str, int]
) -> ColumnsUnknown:
    return ColumnsUnknown(title, detail=detail, hint=hint).showing(header, sample, columns)


class WalletUnknown(DocumentRefused):
    """The document does not say which wallet it belongs to; the user must."""


class BookNotFound(BookError):
    """There is no company file at this place."""


class BookDamaged(BookError):
    """The file is not a company file, is damaged, or its event chain does not verify."""


class BookTooNew(BookError):
    """The book was written by a newer version of the program."""


class BookBusy(BookError):
    """Another program holds the pen for longer than anyone should wait."""


class DiskTrouble(BookError):
    """The disk is full or failing; the step was rolled back whole."""


class CallWrong(BookError):
    """The request itself makes no sense (exit status 2 on the command line)."""


class Cancelled(BookError):
    """The user stopped the work; the book is as it was."""
