"""Messages and callbacks that name no wallet: told once, then known, and never mixed up."""

from __future__ import annotations

import pytest

from app.core.book import Book
from app.core.errors import WalletUnknown
from app.core.jobs import import_document
from app.core.statement import WalletKey
from tests.books import is_sound, standing
from tests.core.statement_files import SAMPLES

PHONE, TILL = WalletKey("254700000009", "Personal"), WalletKey("5000001", "Merchant")
BACKUP = SAMPLES / "sms-20260401000000.xml"
ENGLISH = SAMPLES / "sms_personal_english.txt"
TILL_SMS = SAMPLES / "sms_merchant_till_and_paybill.txt"
STK = SAMPLES / "daraja_stk_callback.json"
PDF = SAMPLES / "MPESA_Statement_new_layout_unprotected.pdf"


@pytest.fixture
def book(tmp_path):
    made = Book.create(str(tmp_path / "book.mpesabooks"), business="X")
    yield made
    made.close()


def test_the_only_wallet_that_fits_is_taken(book):
    import_document(book, ENGLISH, wallet=PHONE)
    import_document(book, TILL_SMS, wallet=TILL)
    assert import_document(book, BACKUP).wallet == PHONE
    assert import_document(book, STK).wallet == TILL


def test_two_wallets_that_fit_are_asked_about(book):
    import_document(book, ENGLISH, wallet=PHONE)
    import_document(book, SAMPLES / "sms_personal_swahili.txt", wallet=WalletKey("254700000008", "Personal"))
    with pytest.raises(WalletUnknown, match="do not say which phone received them"):
        import_document(book, BACKUP)


def test_one_backup_serves_the_phone_and_its_till(book):
    first = import_document(book, BACKUP, wallet=PHONE)
    second = import_document(book, BACKUP, wallet=TILL)
    assert (first.new, first.ignored) == (7, 2)
    assert (second.new, second.ignored) == (3, 7)
    assert {row[0] for row in standing(book)} == {"Personal", "Merchant"}
    again = import_document(book, BACKUP, wallet=TILL)
    assert (again.new, again.known) == (0, 3)
    assert is_sound(book)


def test_a_phone_written_in_another_way_is_the_same_wallet(book):
    import_document(book, ENGLISH, wallet=WalletKey("0700000009", "Personal"))
    summary = import_document(book, PDF)
    assert (summary.wallet.code, summary.new, summary.enriched) == ("0700000009", 1, 19)
    assert import_document(book, BACKUP, wallet=WalletKey("+254700000009", "")).wallet.code == "0700000009"
