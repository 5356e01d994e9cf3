"""Reading documents: exactly one source recognises a document by its content, then reads it (never by extension)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.core.sources import daraja, pdf, sms
from app.core.sources.document import Head, statement_of
from app.core.sources.families import FAMILIES, Family
from app.core.sources.looking import is_pdf, look
from app.core.sources.payload import Payload
from app.core.statement import Statement, WalletKey

__all__ = ["KINDS", "SOURCES", "Payload", "Source", "identify", "read"]


class Source(Protocol):
    """A kind of document that can be read."""

    @property
    def kind(self) -> str:
        """The name kept with the import, such as ``org_legacy_csv``."""

    def recognises(self, head: Head) -> bool:
        """Whether a document that begins so is of this kind."""

    def read(self, head: Head, *, wallet: WalletKey | None) -> Statement:
        """What the document says. Lines are read, and may be refused, as they are asked for."""


@dataclass(frozen=True, slots=True)
class TableSource:
    """A family of statements in one container."""

    family: Family
    container: str

    @property
    def kind(self) -> str:
        """``org_`` + family + container."""
        return f"org_{self.family.name}_{self.container}"

    def recognises(self, head: Head) -> bool:
        """Whether the header is this family's, in this container."""
        return head.layout.family is self.family and head.table.container == self.container

    def read(self, head: Head, *, wallet: WalletKey | None) -> Statement:
        """The statement under this head."""
        return statement_of(head, self.kind, wallet=wallet)


CONTAINERS = ("csv", "xls", "xlsx")
SOURCES: tuple[Source, ...] = tuple(TableSource(family, container) for family in FAMILIES for container in CONTAINERS)
KINDS = (*(source.kind for source in SOURCES), *pdf.KINDS, *sms.KINDS, *daraja.KINDS)


def identify(head: Head) -> Source:
    """The one source that recognises this beginning of a document."""
    fitting = [source for source in SOURCES if source.recognises(head)]
    assert len(fitting) == 1, f"{len(fitting)} sources recognise one header"
    return fitting[0]


def read(payload: Payload, *, wallet: WalletKey | None = None) -> Statement:
    """Identify a document and read it. ``wallet`` is what the user says it belongs to, used where it is silent itself.

    Raises DocumentRefused, here or while the lines are asked for, with a sentence that names the file and the reason.
    Workbooks and PDFs are read in this very process: use ``app.core.reading`` for bytes that nobody vouches for.
    """
    if is_pdf(payload):
        return pdf.read(payload, wallet=wallet)
    if messages := sms.recognised(payload):
        return messages.read(payload, wallet=wallet)
    if answers := daraja.recognised(payload):
        return answers.read(payload, wallet=wallet)
    head = look(payload)
    return identify(head).read(head, wallet=wallet)
