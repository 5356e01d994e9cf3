"""A bookkeeper brings statements in: twice, in other forms, overlapping, altered; and takes them back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.actions.undo_import import undo_import
from app.core.book import Book
from app.core.errors import BookError, DocumentRefused, WalletUnknown
from app.core.jobs import import_document
from app.core.statement import WalletKey
from app.core.store.tables import transactions
from tests.books import contradictions, is_sound, legacy_file, legacy_line, standing

LEGACY = "ORG_4000001_Utility Account_Completed_20251107081542.csv"
XLS = "ORG_4000001_UtilityAccount_All_20251107081542.xls"
PORTAL = "Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).csv"
PORTAL_XLSX = "Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).xlsx"
SFTP = "MPESA_4000001_20251105235959.csv"
UNFINISHED = "speculative_legacy_nonCompleted_rows.csv"


@pytest.fixture
def book(store_place: str):
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    yield made
    made.close()


def test_the_same_file_twice_changes_nothing(book: Book, samples: Path) -> None:
    first = import_document(book, samples / LEGACY)
    before = standing(book)
    second = import_document(book, samples / LEGACY)
    assert (first.new, first.known, first.rows) == (10, 0, 10)
    assert (second.new, second.known, second.rows) == (0, 10, 10)
    assert standing(book) == before
    assert is_sound(book)


def test_all_forms_of_the_same_payments_are_one_list(book: Book, samples: Path) -> None:
    for name in (SFTP, PORTAL_XLSX, LEGACY, PORTAL, XLS):
        import_document(book, samples / name)
    rows = standing(book)
    utility = [row for row in rows if row[0] == "Utility"]
    assert len(utility) == 10
    assert sorted(row[2] for row in utility) == ["charge", *["payment"] * 7, "reversal", "sweep_out"]
    assert [row[1:4] for row in rows if row[0] == "Working"] == [("TK60ST8N4D", "sweep_in", "in")]
    assert contradictions(book) == 0
    assert is_sound(book)


def test_richer_sources_enrich_field_by_field(book: Book, samples: Path) -> None:
    import_document(book, samples / PORTAL)
    summary = import_document(book, samples / LEGACY)
    assert (summary.new, summary.enriched, summary.known) == (0, 10, 0)
    row = book.ask(
        lambda reader: reader.execute(select(transactions).where(transactions.c.receipt == "TK60RV7X2P")).one()
    )
    assert row.linked_receipt == "TK5AB2R9W4"
    assert row.provenance is not None


def test_a_reversal_marks_its_original_in_either_order(book: Book, samples: Path, tmp_path: Path) -> None:
    reversal = legacy_line(
        "TK60RV7X2P", "", "0.00", drawn="-100.00", details="Pay Utility Reversal by x", linked="TK5AB1K2M1"
    )
    payment = legacy_line("TK5AB1K2M1", "100.00", "100.00")
    late = legacy_file(tmp_path, [reversal], opening="100.00", closing="0.00")
    import_document(book, late)
    import_document(book, legacy_file(tmp_path, [payment], opening="0.00", closing="100.00"))
    states = dict(map(tuple, book.ask(lambda r: r.execute(select(transactions.c.receipt, transactions.c.state)).all())))
    assert states == {"TK5AB1K2M1": "reversed", "TK60RV7X2P": "not_a_sale"}
    assert is_sound(book)


def test_lines_that_moved_no_money_are_evidence_only(book: Book, samples: Path) -> None:
    summary = import_document(book, samples / UNFINISHED)
    assert (summary.new, summary.ignored) == (2, 2)
    again = import_document(book, samples / UNFINISHED)
    assert (again.known, again.ignored) == (2, 2)
    assert len(standing(book)) == 2


def test_another_amount_for_the_same_identity_is_a_conflict_kept_apart(book: Book, tmp_path: Path) -> None:
    import_document(
        book, legacy_file(tmp_path, [legacy_line("TK5AB1K2M1", "100.00", "100.00")], opening="0", closing="100")
    )
    altered = legacy_file(tmp_path, [legacy_line("TK5AB1K2M1", "101.00", "101.00")], opening="0", closing="101")
    summary = import_document(book, altered)
    assert (summary.new, summary.conflicts) == (0, 1)
    assert "101.00" in summary.problems[0].reason
    assert [row[5] for row in standing(book)] == [10_000]
    assert contradictions(book) == 1
    assert is_sound(book)


def test_one_document_may_truly_hold_two_legs_alike(book: Book, tmp_path: Path) -> None:
    lines = [
        legacy_line("TK5AB1K2M1", "", "85.00", drawn="-10.00", details="Pay Bill Charge", party="SP"),
        legacy_line("TK5AB1K2M1", "", "95.00", drawn="-5.00", details="Pay Bill Charge", party="SP"),
        legacy_line("TK5AB1K2M1", "100.00", "100.00"),
    ]
    whole = legacy_file(tmp_path, lines, opening="0", closing="85")
    summary = import_document(book, whole)
    assert (summary.new, summary.balance.state) == (3, "proven")
    part = legacy_file(tmp_path, lines[:1], opening="95", closing="85")
    assert import_document(book, part).known == 1
    assert [(row[2], row[4], row[5]) for row in standing(book)] == [
        ("charge", 0, 500),
        ("charge", 1, 1000),
        ("payment", 0, 10_000),
    ]


def test_a_line_printed_twice_counts_once(book: Book, tmp_path: Path) -> None:
    line = legacy_line("TK5AB1K2M1", "100.00", "100.00")
    summary = import_document(book, legacy_file(tmp_path, [line, line], opening="0", closing="100"))
    assert (summary.new, summary.known, summary.balance.state) == (1, 1, "proven")
    assert "twice" in summary.problems[0].reason


def test_a_row_cut_out_of_the_middle_is_a_hole_with_its_amount(book: Book, tmp_path: Path) -> None:
    lines = [
        legacy_line("TK5AB1K2M3", "300.00", "600.00", at="05-11-2025 10:00:00"),
        legacy_line("TK5AB1K2M1", "100.00", "100.00", at="05-11-2025 08:00:00"),
    ]
    summary = import_document(book, legacy_file(tmp_path, lines, opening="0", closing="600"))
    hole = summary.balance.breaks[0]
    assert summary.balance.state == "broken"
    assert (hole.after, hole.before, hole.amount_cents) == ("TK5AB1K2M1", "TK5AB1K2M3", 20_000)


def test_undo_takes_back_only_what_nobody_else_vouches_for(book: Book, samples: Path) -> None:
    first = import_document(book, samples / SFTP)
    import_document(book, samples / LEGACY)
    before = standing(book)
    assert first.import_id is not None
    book.do(undo_import, import_id=first.import_id)
    assert standing(book) == before
    assert is_sound(book)
    with pytest.raises(BookError, match="undone before"):
        book.do(undo_import, import_id=first.import_id)


def test_undo_of_the_enriching_import_leaves_the_poorer_fields(book: Book, samples: Path) -> None:
    import_document(book, samples / PORTAL)
    second = import_document(book, samples / LEGACY)
    assert second.import_id is not None
    book.do(undo_import, import_id=second.import_id)
    linked = book.ask(lambda r: r.execute(select(transactions.c.linked_receipt)).scalars().all())
    assert set(linked) == {None}
    assert is_sound(book)


def test_lines_a_later_file_also_holds_survive_the_undo_of_the_first(book: Book, samples: Path, tmp_path: Path) -> None:
    first = import_document(book, samples / LEGACY)
    redownloaded = tmp_path / "again.csv"
    redownloaded.write_bytes((samples / LEGACY).read_bytes().replace(b"08:15:42", b"09:15:42"))
    assert import_document(book, redownloaded).known == 10
    assert first.import_id is not None
    book.do(undo_import, import_id=first.import_id)
    assert len(standing(book)) == 10
    assert is_sound(book)


def test_an_undone_file_can_come_back(book: Book, samples: Path) -> None:
    first = import_document(book, samples / LEGACY)
    assert first.import_id is not None
    book.do(undo_import, import_id=first.import_id)
    assert standing(book) == []
    assert import_document(book, samples / LEGACY).new == 10
    assert len(standing(book)) == 10
    assert is_sound(book)


def test_a_dry_run_keeps_nothing(book: Book, samples: Path) -> None:
    summary = import_document(book, samples / LEGACY, is_dry_run=True)
    assert summary.new == 10
    assert standing(book) == []
    assert import_document(book, samples / LEGACY).new == 10


def test_another_companys_statement_is_refused(book: Book, samples: Path, tmp_path: Path) -> None:
    import_document(book, samples / LEGACY)
    line = legacy_line("TK5AB1K2M1", "100.00", "100.00")
    other = legacy_file(tmp_path, [line], opening="0", closing="100", code="5000009")
    with pytest.raises(DocumentRefused, match="5000009"):
        import_document(book, other)
    assert import_document(book, other, wallet=WalletKey("5000009", "")).new == 1


def test_a_statement_that_tells_no_wallet_is_asked_about(book: Book, samples: Path, tmp_path: Path) -> None:
    nameless = tmp_path / "download.csv"
    nameless.write_bytes((samples / PORTAL).read_bytes())
    with pytest.raises(WalletUnknown):
        import_document(book, nameless)
    assert import_document(book, nameless, wallet=WalletKey("4000001", "")).new == 11
