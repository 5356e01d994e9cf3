"""Reading bytes that nobody vouches for: what crosses from the child, and what becomes of files that would end it."""

from __future__ import annotations

import gc
import io
import os
import signal
import zipfile
from typing import Any

import pytest

from app.core import reading
from app.core.errors import Cancelled, DocumentRefused
from app.core.reading import read_guarded
from app.core.sources import Payload, read
from app.core.statement import WalletKey
from tests.core.statement_files import (
    LEGACY_CSV,
    LEGACY_HEADER,
    LEGACY_XLS,
    PORTAL_HEADER,
    PORTAL_XLSX,
    SAMPLES,
    joined,
    legacy_row,
    nothing_known,
    xls_bytes,
    xlsx_bytes,
)

PDF = SAMPLES / "Business_M-PESA_Statement_till_5000001.pdf"


def workbook(*rows) -> Payload:
    return Payload("s.xlsx", data=xlsx_bytes([LEGACY_HEADER, *rows]))


@pytest.mark.parametrize("path", [LEGACY_XLS, PORTAL_XLSX, PDF], ids=lambda path: path.name[:12])
def test_what_the_child_reads_is_what_is_read_here(path):
    before = children()
    here = read(Payload.of_path(path))
    apart = read_guarded(Payload.of_path(path))
    assert len(children() - before) == 1
    assert apart.declared == here.declared
    known = joined(here.lines(nothing_known))
    assert joined(apart.lines(nothing_known)) == known
    kinds = [{type(line).__name__ for line in part} for part in known[:4]]
    assert kinds[0] == {"Observation"}


def test_lines_can_be_asked_for_twice_and_from_memory():
    statement = read_guarded(Payload("s.xlsx", data=PORTAL_XLSX.read_bytes()), wallet=WalletKey("4000001", "Working"))
    once, twice = joined(statement.lines(nothing_known)), joined(statement.lines(nothing_known))
    assert once == twice
    assert [line.ledger for line in once.observations[:2]] == ["", "Utility"]


def test_the_child_asks_what_is_known():
    every = joined(read_guarded(Payload.of_path(LEGACY_XLS)).lines(nothing_known)).observations
    some = {line.digest for line in every[:4]}
    statement = read_guarded(Payload.of_path(LEGACY_XLS))
    found = joined(statement.lines(lambda receipts, digests: bytes(digest in some for digest in digests)))
    assert found.known == [(line.receipt, line.digest, line.line) for line in every[:4]]
    assert found.observations == every[4:]


def test_ignored_and_rejected_lines_can_be_known_too():
    data = workbook(
        legacy_row(), legacy_row(status="Failed"), legacy_row(paid_in="x"), legacy_row(receipt="TK5AB1K2M2")
    )
    every = joined(read_guarded(data).lines(nothing_known))
    assert [len(part) for part in every[:4]] == [2, 0, 1, 1]
    again = joined(read_guarded(data).lines(lambda receipts, digests: b"\1\1\1\0"))
    assert [len(part) for part in again[:4]] == [1, 3, 0, 0]
    assert again.observations == every.observations[1:]


def test_refusals_cross_unchanged():
    data = Payload("bank.xlsx", data=xlsx_bytes(["Date,Description,Debit,Credit,Balance".split(",")]))
    with pytest.raises(DocumentRefused) as here:
        read(data)
    with pytest.raises(DocumentRefused) as apart:
        read_guarded(data)
    assert str(apart.value) == str(here.value)


def test_a_refusal_in_the_middle_of_the_lines_crosses_too():
    rows = [legacy_row(receipt=f"TK5AB{n:05d}") for n in range(400)]
    statement = read_guarded(workbook(*rows, legacy_row(party="a_x0000_b")))
    with pytest.raises(DocumentRefused, match="control characters"):
        joined(statement.lines(nothing_known))


def children() -> set[int]:
    import multiprocessing

    return {child.pid or 0 for child in multiprocessing.active_children()}


def test_no_child_is_left_behind():
    before = children()
    statement = read_guarded(Payload.of_path(PORTAL_XLSX))
    assert len(children() - before) == 1
    del statement
    gc.collect()
    assert children() == before
    walking: Any = read_guarded(Payload.of_path(PORTAL_XLSX)).lines(nothing_known)
    next(walking)
    walking.close()
    gc.collect()
    assert children() == before


def test_a_child_that_dies_is_a_refusal():
    before = children()
    statement = read_guarded(Payload.of_path(PORTAL_XLSX))
    (child,) = children() - before
    os.kill(child, signal.SIGKILL)
    with pytest.raises(DocumentRefused, match="it is damaged, or far too large"):
        joined(statement.lines(nothing_known))


def test_a_child_that_does_not_answer_is_given_up(monkeypatch):
    before = children()
    statement = read_guarded(Payload.of_path(PORTAL_XLSX))
    (child,) = children() - before
    monkeypatch.setattr(reading, "SILENCE_SECONDS", 0.2)
    os.kill(child, signal.SIGSTOP)
    parts = statement.lines(lambda receipts, digests: None)
    with pytest.raises(DocumentRefused, match="takes too long"):
        joined(parts)
    assert children() == before


def test_a_silent_child_is_ended_where_it_is_not_wanted_any_more(monkeypatch):
    before = children()
    asked = []

    def stop_at_the_third() -> None:
        asked.append(1)
        if is_silent and len(asked) > 2:
            raise Cancelled("stopped")

    is_silent = False
    statement = read_guarded(Payload.of_path(PORTAL_XLSX), meanwhile=stop_at_the_third)
    (child,) = children() - before
    asked.clear()
    is_silent = True
    monkeypatch.setattr(reading, "MOMENT_SECONDS", 0.01)
    os.kill(child, signal.SIGSTOP)
    with pytest.raises(Cancelled):
        joined(statement.lines(lambda receipts, digests: None))
    assert len(asked) == 3
    assert children() == before


def test_a_workbook_that_eats_memory_stops_its_child_only():
    data = xls_bytes([PORTAL_HEADER])[:1024] + b"\0" * 4000  # an allocation table that leads in circles
    with pytest.raises(DocumentRefused, match="“s"):
        read_guarded(Payload("s.xls", data=data))


def test_a_workbook_of_two_cells_with_a_million_rows_between_them():
    out = io.BytesIO()
    with zipfile.ZipFile(PORTAL_XLSX) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            body = old.read(part)
            if part.filename.startswith("xl/worksheets/"):
                far = b'<row r="9999999"><c r="AZ9999999"><v>1</v></c></row></sheetData>'
                body = body.replace(b"</sheetData>", far)
            new.writestr(part.filename, body)
    with pytest.raises(DocumentRefused, match="“s"):
        read_guarded(Payload("s.xlsx", data=out.getvalue()))


def test_text_needs_no_child():
    before = children()
    statement = read_guarded(Payload.of_path(LEGACY_CSV))
    assert children() == before
    assert joined(statement.lines(nothing_known)) == joined(read(Payload.of_path(LEGACY_CSV)).lines(nothing_known))


def test_a_folder_is_refused_before_any_child_starts(tmp_path):
    before = children()
    with pytest.raises(DocumentRefused, match="is a folder"):
        read_guarded(Payload.of_path(tmp_path))
    assert children() == before
