"""From a list and a statement to matches, through the door: sure ones are made, the rest waits, all can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.actions.decide import Decision, confirm_match, redo_group, refuse_proposal, undo_decisions, undo_group
from app.core.actions.live_matching import LiveMatching
from app.core.actions.match_payments import MatchRun, match_book
from app.core.actions.rules import apply_rules, make_rule
from app.core.book import Book
from app.core.errors import BookError
from app.core.items import Allocation, ItemKey, Meaning, TransactionKey
from app.core.jobs import import_document, import_list
from app.core.lists.values import ListKind
from app.core.matching.rules import Condition
from app.core.queries.deeds import redoable_group, undoable_group
from app.core.queries.items import item_row
from app.core.queries.matching import rule_records
from app.core.queries.queue import match_rows, queue_counts, queue_page
from app.core.reports.daily import daily_sheet
from app.core.sources.payload import Payload
from app.core.store.tables import transactions
from tests.books import is_sound, legacy_file, legacy_line

INVOICES = """number,customer,phone,account,date,due,amount
INV-1001,Alice Wambui Tester,0700000001,A1,01/11/2025,20/11/2025,1500
INV-1002,Brian Kamau Sample,0700000002,B2,01/11/2025,20/11/2025,2300
INV-1003,Carol Atieno Model,0700000003,C3,01/11/2025,20/11/2025,900
INV-1005,Brian Kamau Sample,0700000002,B2,02/11/2025,21/11/2025,3100
"""


@pytest.fixture
def book(store_place: str) -> Iterator[Book]:
    made = Book.create(store_place, business="TESTBIZ LIMITED")
    yield made
    assert is_sound(made)
    made.close()


def bring_invoices(book: Book, text: str = INVOICES) -> None:
    import_list(book, Payload("invoices.csv", data=text.encode()), ListKind.INVOICES)


def bring_payments(book: Book, folder: Path, *rows: tuple[str, int, str, str], name: str = "statement") -> None:
    """Receipt, shillings, payer as printed, account as typed; a minute apart."""
    balance = 1000
    lines: list[str] = []
    for minute, (receipt, shillings, payer, typed) in enumerate(rows):
        balance += shillings
        made = legacy_line(
            receipt,
            f"{shillings}.00",
            f"{balance}.00",
            at=f"05-11-2025 08:{minute:02d}:10",
            details=f"Pay Bill from {payer} Acc. {typed}",
            party=payer,
        )
        lines.insert(0, made.replace(", A1,KES", f", {typed},KES"))
    paid = f"{balance - 1000}.00"
    closing = f"{balance}.00"
    import_document(book, legacy_file(folder, lines, opening="1000.00", closing=closing, paid=paid, name=f"{name}.csv"))


ALICE, BRIAN, CAROL = (
    "25470****001 - ALICE **** TESTER",
    "25470****002 - BRIAN **** SAMPLE",
    "25470****003 - CAROL **** MODEL",
)


def state(book: Book, receipt: str) -> str:
    query = select(transactions.c.state).where(transactions.c.receipt == receipt)
    return book.ask(lambda reader: reader.execute(query).scalar_one())


def test_the_sure_ones_are_matched_and_the_rest_waits_with_its_reasons(book: Book, tmp_path: Path) -> None:
    bring_invoices(book)
    bring_payments(
        book,
        tmp_path,
        ("TK5AAAAAA1", 1500, ALICE, "INV-1001"),
        ("TK5AAAAAA2", 2000, BRIAN, "what"),
        ("TK5AAAAAA3", 50, "25479****999 - NOBODY **** KNOWN", "x"),
    )
    done = match_book(book)
    assert (done.payments, done.confirmed) == (3, 1)
    assert state(book, "TK5AAAAAA1") == "matched"
    [match] = book.ask(match_rows)
    assert (match.by, match.allocations[0].key) == ("auto", "INV-1001")
    assert match.confidence > 0.99
    waiting = {row.key.receipt: row for row in book.ask(queue_page).rows}
    assert set(waiting) == {"TK5AAAAAA2", "TK5AAAAAA3"}
    shown = {one.allocations[0].key for one in waiting["TK5AAAAAA2"].candidates[:2]}
    assert shown == {"INV-1002", "INV-1005"}, "a part of either"
    assert waiting["TK5AAAAAA2"].why_not


def test_two_invoices_that_fit_alike_are_never_decided_by_the_machine(book: Book, tmp_path: Path) -> None:
    bring_invoices(book, INVOICES + "INV-1004,Carol Atieno Model,0700000003,C3,01/11/2025,20/11/2025,900\n")
    bring_payments(book, tmp_path, ("TK5AAAAAA1", 900, CAROL, "C3"))
    assert match_book(book).confirmed == 0
    [row] = book.ask(queue_page).rows
    assert {one.allocations[0].key for one in row.candidates} == {"INV-1003", "INV-1004"}
    assert row.candidates[0].confidence < 0.6


def test_what_the_machine_did_is_taken_back_and_done_again_as_one(book: Book, tmp_path: Path) -> None:
    bring_invoices(book)
    bring_payments(book, tmp_path, ("TK5AAAAAA1", 1500, ALICE, "INV-1001"), ("TK5AAAAAA2", 2300, BRIAN, "INV-1002"))
    group = match_book(book).group_id
    assert group is not None
    assert book.ask(undoable_group) == group
    assert book.do(undo_group, group_id=group).value == 2
    assert [state(book, receipt) for receipt in ("TK5AAAAAA1", "TK5AAAAAA2")] == ["pending_reconciliation"] * 2
    assert book.ask(redoable_group) == group
    book.do(redo_group, group_id=group)
    assert state(book, "TK5AAAAAA1") == "matched"
    with pytest.raises(BookError, match="nothing to do again"):
        book.do(redo_group, group_id=group)


def test_what_was_settled_otherwise_meanwhile_is_not_done_again(book: Book, tmp_path: Path) -> None:
    bring_invoices(book)
    bring_payments(book, tmp_path, ("TK5AAAAAA1", 1500, ALICE, "INV-1001"))
    group = match_book(book).group_id
    assert group is not None
    book.do(undo_group, group_id=group)
    part = Allocation("invoice", "INV-1002", 150_000)
    book.do(confirm_match, decision=Decision(TransactionKey(1, "TK5AAAAAA1"), (part,)))
    with pytest.raises(BookError, match=r"has KES 0\.00 left"):
        book.do(redo_group, group_id=group)


def test_a_refused_answer_is_not_offered_again(book: Book, tmp_path: Path) -> None:
    bring_invoices(book)
    bring_payments(book, tmp_path, ("TK5AAAAAA1", 1400, ALICE, "INV-1001"))
    key = TransactionKey(1, "TK5AAAAAA1")
    book.do(refuse_proposal, transaction=key, item=ItemKey("invoice", "INV-1001"))
    match_book(book)
    rows = book.ask(queue_page).rows
    offered = {part.key for row in rows for one in row.candidates for part in one.allocations}
    assert "INV-1001" not in offered


def test_a_rule_classifies_what_waits_and_what_comes(book: Book, tmp_path: Path) -> None:
    bring_payments(book, tmp_path, ("TK5AAAAAA1", 5000, "25471****777 - ASHA **** OWNER", "capital"))
    conditions = [Condition("party_name", "contains", "owner"), Condition("account_ref", "is", "capital")]
    book.do(make_rule, name="Owner's money", conditions=conditions, meaning=Meaning.OWNER)
    assert state(book, "TK5AAAAAA1") == "not_a_sale"
    bring_payments(book, tmp_path, ("TK5AAAAAA2", 900, "25471****777 - ASHA **** OWNER", "Capital"), name="later")
    assert book.do(apply_rules).value == 1
    assert state(book, "TK5AAAAAA2") == "not_a_sale"


def test_a_rule_that_would_hit_everything_is_refused(book: Book) -> None:
    with pytest.raises(BookError, match="every row"):
        book.do(make_rule, name="x", conditions=[Condition("direction", "is", "in")], meaning=Meaning.OTHER)


def test_live_matching_says_the_same_as_a_fresh_run(book: Book, tmp_path: Path) -> None:
    bring_invoices(book)
    live = LiveMatching(book)
    live.catch_up()
    bring_payments(book, tmp_path, ("TK5AAAAAA1", 1500, ALICE, "INV-1001"), name="one")
    assert live.catch_up().confirmed == 1
    bring_payments(book, tmp_path, ("TK5AAAAAA2", 1500, ALICE, "INV-1001"), name="two")
    assert live.catch_up().confirmed == 0
    assert book.ask(queue_counts)
    group = book.ask(undoable_group)
    assert group is not None
    book.do(undo_group, group_id=group)
    done: MatchRun = live.catch_up()
    assert (done.payments, done.confirmed) == (1, 0)
    assert book.ask(match_rows) == []


def test_a_payment_that_is_reversed_opens_its_invoice_again(book: Book, tmp_path: Path) -> None:
    bring_invoices(book)
    bring_payments(book, tmp_path, ("TK5AAAAAA1", 1500, ALICE, "INV-1001"))
    match_book(book)
    line = legacy_line(
        "TK5AAAAAB1",
        "",
        "1000.00",
        at="05-11-2025 09:00:10",
        drawn="-1500.00",
        details="Pay Bill Reversal by TESTBIZ",
        linked="TK5AAAAAA1",
    )
    path = legacy_file(tmp_path, [line], opening="2500.00", closing="1000.00", drawn="-1500.00", name="reversal.csv")
    import_document(book, path)
    assert state(book, "TK5AAAAAA1") == "reversed"
    found = book.ask(item_row, key=ItemKey("invoice", "INV-1001"))
    assert found is not None
    assert found.state == "open"


def test_the_day_s_sheet_lists_what_nothing_explains_yet_and_the_rest_of_what_is_explained_in_part(
    book: Book, tmp_path: Path
) -> None:
    bring_invoices(book)
    bring_payments(
        book,
        tmp_path,
        ("TK5AAAAAA1", 1500, ALICE, "INV-1001"),
        ("TK5AAAAAA2", 2000, BRIAN, "x"),
        ("TK5AAAAAA3", 70, CAROL, "y"),
    )
    match_book(book)
    book.do(
        confirm_match,
        decision=Decision(TransactionKey(1, "TK5AAAAAA2"), (Allocation("invoice", "INV-1002", 50_000),)),
    )
    sheet = book.ask(daily_sheet, on=date(2025, 11, 5), wallet_id=1)
    told = [(one.row.receipt, one.open_cents, one.note) for one in sheet.unmatched.receipts]
    assert told == [("TK5AAAAAA2", 150_000, "of 2,000.00"), ("TK5AAAAAA3", 7_000, "")]
    assert sheet.unmatched.amount_cents == 157_000


def test_a_whole_run_taken_back_brakes_no_rule_but_one_match_taken_back_counts(book: Book, tmp_path: Path) -> None:
    bring_invoices(book)
    bring_payments(book, tmp_path, ("TK5AAAAAA1", 1500, ALICE, "INV-1001"), ("TK5AAAAAA2", 2300, BRIAN, "INV-1002"))
    first = match_book(book)
    assert first.group_id is not None
    book.do(undo_group, group_id=first.group_id)
    assert book.ask(rule_records) == []
    book.do(redo_group, group_id=first.group_id)
    book.do(undo_decisions, ids=first.ids[:1])
    assert [(one.confirmed, one.undone) for one in book.ask(rule_records)] == [(2, 1)]


def test_what_somebody_took_back_the_machine_never_confirms_again(book: Book, tmp_path: Path) -> None:
    bring_invoices(book)
    bring_payments(book, tmp_path, ("TK5AAAAAA1", 1500, ALICE, "INV-1001"))
    done = match_book(book)
    book.do(undo_decisions, ids=done.ids)
    assert match_book(book).confirmed == 0
    [row] = book.ask(queue_page).rows
    assert row.why_not == "You took the program's match back."
    assert row.candidates[0].allocations[0].key == "INV-1001"
