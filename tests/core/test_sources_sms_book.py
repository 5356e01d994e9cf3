"""Messages, callbacks and statements of one wallet: in any order the same transactions, once."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from app.core.actions.undo_import import undo_import
from app.core.book import Book
from app.core.errors import WalletUnknown
from app.core.jobs import import_document, import_payload
from app.core.queries.transactions import transactions_of_receipt
from app.core.sources import Payload
from app.core.statement import BalanceState, WalletKey
from tests.books import contradictions, is_sound, standing
from tests.core.statement_files import SAMPLES

PDF = "MPESA_Statement_new_layout_unprotected.pdf"
ENGLISH = "sms_personal_english.txt"
BACKUP = "sms-20260401000000.xml"
LEGACY = "ORG_4000001_Utility Account_Completed_20251107081542.csv"
CALLBACKS = "daraja_c2b_confirmations.json"
PULLED = "daraja_pull_response.json"
STK = "daraja_stk_callback.json"
PHONE = WalletKey("254700000009", "Personal")
PAYBILL = WalletKey("4000001", "Utility")
TILL = WalletKey("5000001", "Merchant")


@pytest.fixture
def book(tmp_path):
    made = Book.create(str(tmp_path / "book.mpesabooks"), business="X")
    yield made
    made.close()


def found_after(tmp_path: Path, names: list[str] | tuple[str, ...], wallet: WalletKey) -> list[tuple[object, ...]]:
    """What stands after these documents, in this order; nothing contradicts and the views equal a replay."""
    made = Book.create(str(tmp_path / f"{abs(hash(names))}.mpesabooks"), business="X")
    try:
        for name in names:
            summary = import_document(made, SAMPLES / name, wallet=wallet)
            assert (summary.conflicts, summary.rejected) == (0, 0)
        assert contradictions(made) == 0
        assert is_sound(made)
        return standing(made)
    finally:
        made.close()


def test_personal_statement_and_messages_are_one_wallet_in_either_order(tmp_path):
    first, second = (found_after(tmp_path, order, PHONE) for order in ((PDF, ENGLISH), (ENGLISH, PDF)))
    assert first == second
    assert first == found_after(tmp_path, (PDF,), PHONE)
    assert len(first) == 20


def test_messages_alone_give_what_the_statement_gives_but_for_seconds_and_one_zero_row(tmp_path):
    told = {row[:6] for row in found_after(tmp_path, (ENGLISH,), PHONE)}
    printed = {row[:6] for row in found_after(tmp_path, (PDF,), PHONE)}
    assert told < printed
    assert {row[1] for row in printed - told} == {"UCK9ZLREQ0"}  # a loan asked for moves nothing; no message tells it


def test_backup_and_text_of_the_same_messages_are_one_wallet(tmp_path):
    assert found_after(tmp_path, (BACKUP, ENGLISH, PDF), PHONE) == found_after(tmp_path, (PDF,), PHONE)


def test_statement_callbacks_and_pull_are_one_wallet_in_any_order(tmp_path):
    orders = list(permutations((LEGACY, CALLBACKS, PULLED, STK)))
    first = found_after(tmp_path, orders[0], PAYBILL)
    assert len(first) == 10
    for order in orders[5::6]:
        assert found_after(tmp_path, order, PAYBILL) == first


def test_a_statement_fills_in_what_a_message_leaves_open(book):
    import_document(book, SAMPLES / ENGLISH, wallet=PHONE)
    before = book.ask(transactions_of_receipt, receipts=["UCA9Z1T0T0"])
    import_document(book, SAMPLES / PDF)
    after = book.ask(transactions_of_receipt, receipts=["UCA9Z1T0T0"])
    payment, enriched = (next(row for row in rows if row.role == "payout") for rows in (before, after))
    assert payment.completed_at + 12 == enriched.completed_at
    assert (payment.balance_cents, enriched.balance_cents) == (None, 148_995)
    assert enriched.party_phone == "0110000002"  # the message shows the number that the statement masks
    assert enriched.sources == ("statement", "sms")


def test_balances_of_messages_are_walked_by_nobody(book):
    summary = import_document(book, SAMPLES / ENGLISH, wallet=PHONE)
    assert (summary.balance.state, summary.balance.breaks) == (BalanceState.ABSENT, ())
    assert (summary.rows, summary.new) == (19, 19)


def test_the_same_messages_again_change_nothing_in_any_container(book):
    import_document(book, SAMPLES / ENGLISH, wallet=PHONE)
    before = standing(book)
    text = (SAMPLES / ENGLISH).read_text()
    again = import_payload(book, Payload("pasted", data=text.replace(". ", ".\n").encode()), wallet=PHONE)
    assert (again.new, again.known, again.enriched) == (0, 19, 0)
    doubled = import_payload(book, Payload("pasted", data=(text + text).encode()), wallet=PHONE)
    assert (doubled.new, doubled.known) == (0, 38)
    assert standing(book) == before


def test_undoing_the_messages_leaves_what_the_statement_vouches_for(book):
    messages = import_document(book, SAMPLES / ENGLISH, wallet=PHONE)
    import_document(book, SAMPLES / PDF)
    assert messages.import_id is not None
    book.do(undo_import, import_id=messages.import_id)
    assert len(standing(book)) == 20
    assert is_sound(book)


def test_failures_count_as_evidence_and_not_as_money(book):
    summary = import_document(book, SAMPLES / "sms_personal_misc.txt", wallet=PHONE)
    assert (summary.new, summary.ignored, summary.rows) == (6, 3, 9)


def test_till_messages_and_the_business_statement_are_one_till_in_either_order(tmp_path):
    names = ("sms_merchant_till_and_paybill.txt", "Business_M-PESA_Statement_till_5000001.pdf")
    assert found_after(tmp_path, names, TILL) == found_after(tmp_path, names[::-1], TILL)


@pytest.mark.parametrize("name", [ENGLISH, BACKUP, STK, PULLED])
def test_a_document_that_names_no_wallet_asks_for_it(book, name):
    with pytest.raises(WalletUnknown):
        import_document(book, SAMPLES / name)


def test_a_reversal_told_by_message_marks_what_it_reverses(book):
    import_document(book, SAMPLES / ENGLISH, wallet=PHONE)
    reversed_one = book.ask(transactions_of_receipt, receipts=["UC29Z7P3M5"])
    assert {row.state for row in reversed_one if row.role == "payout"} == {"reversed"}


def test_messages_of_a_merged_backup_are_counted_once_and_told_in_one_note(book):
    once = (SAMPLES / ENGLISH).read_bytes()
    alone = import_payload(book, Payload("once.txt", data=once), wallet=PHONE, is_dry_run=True)
    told = import_payload(book, Payload("merged.txt", data=once + b"\n" + once), wallet=PHONE)
    assert (told.new, told.known) == (alone.new, alone.new)
    assert told.problems == alone.problems
    assert told.notes[0] == f"{alone.new} messages stand in the file more than once: each was counted once."
    again = import_payload(book, Payload("again.txt", data=once), wallet=PHONE)
    assert not any("more than once" in note for note in again.notes)
