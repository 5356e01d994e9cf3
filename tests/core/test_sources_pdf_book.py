"""PDF statements on the whole road: passwords, the reading process, and what the book makes of them."""

from __future__ import annotations

import json
import pickle
from datetime import date
from textwrap import wrap

import pytest

from app.cli import run
from app.core import reading
from app.core.book import Book
from app.core.errors import DocumentRefused, PasswordNeeded, PasswordWrong
from app.core.jobs import import_payload
from app.core.queries.wallets import wallet_keys
from app.core.reading import read_guarded
from app.core.reports.daily import daily_sheet
from app.core.sources import Payload, read
from app.core.statement import BalanceState, Problem, WalletKey
from tests.books import is_sound, standing
from tests.core.pdf_files import BUSINESS, BUSINESS_HEAD, NEW, NEW_HEAD, Column, Paper, pictures, row
from tests.core.statement_files import SAMPLES, joined, nothing_known
from tests.core.test_sources_pdf import LONG, NEW_PDF, OLD_PDF, TILL_PDF, section, sections_pdf

RC4 = SAMPLES / "MPESA_Statement_new_layout_password_123456.pdf"
AES256 = SAMPLES / "MPESA_Statement_new_layout_aes256_password_12345678.pdf"
AES128 = SAMPLES / "MPESA_Statement_new_layout_aes128_password_4321.pdf"
LOCKED = {RC4: "123456", AES256: "12345678", AES128: "4321"}


@pytest.fixture
def book(sqlite_place):
    opened = Book.create(sqlite_place, business="TESTBIZ")
    yield opened
    opened.close()


def refused(data: bytes, password: str | None = None) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        joined(read_guarded(Payload("my statement.pdf", data=data, password=password)).lines(nothing_known))
    assert "my statement.pdf" in str(caught.value)
    return caught.value


# ---------------------------------------------------------------- passwords


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.stem[-20:])
def test_password_is_asked_for_and_a_wrong_one_is_told_from_none(path):
    needed, wrong = refused(path.read_bytes()), refused(path.read_bytes(), "123")
    assert type(needed) is PasswordNeeded
    assert type(wrong) is PasswordWrong
    assert type(refused(path.read_bytes(), "")) is PasswordNeeded
    assert "is protected by a password" in needed.title
    assert "does not open" in wrong.title
    assert "--password" in needed.hint


@pytest.mark.parametrize(("path", "password"), LOCKED.items(), ids=lambda value: str(value)[-20:])
def test_password_opens_in_the_reading_process(path, password):
    statement = read_guarded(Payload.of_path(path, password=password))
    assert joined(statement.lines(nothing_known)) == joined(read(Payload.of_path(NEW_PDF)).lines(nothing_known))


def test_password_is_not_needed_where_none_is_set():
    statement = read_guarded(Payload.of_path(NEW_PDF, password="something"))
    assert len(joined(statement.lines(nothing_known)).observations) == 20


def test_password_shows_nowhere():
    payload = Payload.of_path(RC4, password="hunter2")
    assert "hunter2" not in repr(payload)
    assert payload == Payload.of_path(RC4)
    assert pickle.loads(pickle.dumps(payload)).password == "hunter2"
    assert "hunter2" not in str(refused(RC4.read_bytes(), "hunter2"))


def test_password_is_in_no_byte_of_the_book(book, tmp_path):
    from reportlab.lib.pdfencrypt import StandardEncryption

    secret = "zebra-unlikely-77"
    data = Paper(encryption=StandardEncryption(secret, strength=128)).drawn(LONG)
    assert import_payload(book, Payload("s.pdf", data=data, password=secret)).new == len(LONG)
    book.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Customer Payment to Small" in kept
    assert secret.encode() not in kept


# ---------------------------------------------------------------- what is no statement


def test_each_thing_that_is_no_statement_has_its_sentence():
    sound = NEW_PDF.read_bytes()
    letter = Paper(head=("Dear customer,", "nothing to see here")).drawn([])
    assert "only pictures" in refused(pictures()).title
    changed = (Column("Moment", 108), *NEW[:1], *NEW[2:])
    assert "not an M-PESA statement" in refused(letter).title
    assert "columns are not those known" in refused(Paper(columns=changed).drawn(LONG)).title
    assert "damaged" in refused(sound[: len(sound) // 3]).title
    assert "damaged" in refused(b"%PDF-1.7\n" + bytes(range(256)) * 20).title
    assert "no rows" in refused(Paper().drawn([[""] * 7])).title


def test_pdf_is_told_by_its_bytes_whatever_its_name():
    for data in (NEW_PDF.read_bytes(), b"\r\nscanned by a mailer\r\n" + NEW_PDF.read_bytes()):
        assert read(Payload("statement.csv", data=data)).declared.kind == "personal_pdf"


def test_pdf_is_never_read_in_this_process(monkeypatch):
    def here(*_args, **_how):
        raise AssertionError("read in this process")

    monkeypatch.setattr(reading, "read", here)
    assert read_guarded(Payload.of_path(NEW_PDF)).declared.kind == "personal_pdf"


def test_too_many_pages_are_refused(monkeypatch):
    from app.core.sources.pdf import opening

    monkeypatch.setattr(opening, "MOST_PAGES", 2)
    with pytest.raises(DocumentRefused, match="has 3 pages"):
        read(Payload.of_path(NEW_PDF))


# ---------------------------------------------------------------- in the book


def test_the_same_statement_in_any_cipher_counts_once(book):
    first = import_payload(book, Payload.of_path(RC4, password=LOCKED[RC4]))
    assert (first.new, first.rejected, first.conflicts) == (20, 0, 0)
    assert first.wallet == WalletKey("254700000009", "Personal")
    assert not first.balance.breaks
    for path in (NEW_PDF, AES256, AES128):
        again = import_payload(book, Payload.of_path(path, password=LOCKED.get(path)))
        assert (again.new, again.known, again.enriched, again.conflicts) == (0, 20, 0, 0)
    assert is_sound(book)


def test_one_wallet_over_both_personal_layouts(book):
    import_payload(book, Payload.of_path(OLD_PDF))
    summary = import_payload(book, Payload.of_path(NEW_PDF))
    assert summary.wallet == WalletKey("254700000009", "Personal")
    assert {ledger for ledger, *_ in standing(book)} == {"Personal"}
    assert len(standing(book)) == 23


def test_statement_and_messages_of_one_wallet_in_either_order(tmp_path):
    """The personal statement and its messages tell the same twenty movements (sms_personal_english.txt)."""
    wallet, found = WalletKey("254700000009", "Personal"), []
    messages = SAMPLES / "sms_personal_english.txt"
    for number, order in enumerate(((NEW_PDF, messages), (messages, NEW_PDF))):
        opened = Book.create(str(tmp_path / f"{number}.mpesabooks"), business="TESTBIZ")
        told = [import_payload(opened, Payload.of_path(path), wallet=wallet) for path in order]
        assert [(one.conflicts, one.rejected) for one in told] == [(0, 0), (0, 0)]
        found.append(standing(opened))
        opened.close()
    assert found[0] == found[1]
    assert len(found[0]) == 20


def test_altered_total_breaks_the_proof(book):
    head = (*NEW_HEAD, "TOTAL: 1,000.00 856.00")
    told = import_payload(book, Payload("s.pdf", data=Paper(head=head).drawn(LONG)))
    assert told.balance.state is BalanceState.BROKEN
    assert "declares KES 856.00 withdrawn" in " ".join(told.balance.notes)


def test_missing_row_is_a_hole(book):
    told = import_payload(book, Payload("s.pdf", data=Paper().drawn([LONG[0], *LONG[2:]])))
    assert told.balance.state is BalanceState.BROKEN
    assert [one.amount_cents for one in told.balance.breaks] == [-20_000]


def test_account_sections_become_wallets(book):
    told = import_payload(book, Payload("s.pdf", data=sections_pdf()))
    assert told.wallet == WalletKey("5000001", "Merchant")
    assert not told.balance.breaks
    assert sorted((ledger, receipt, direction) for ledger, receipt, _, direction, *_ in standing(book)) == [
        ("Merchant", "UI5AB1M2M3", "in"),
        ("Merchant", "UI60SETTL1", "out"),
        ("Working", "UI60SETTL1", "in"),
    ]


CHARGES = [
    row("UI6CHARGE3", "2026-09-06|11:15:40", "Pay merchant Charge", withdrawn="-5.00", balance="-38.75"),
    row("UI6CHARGE2", "2026-09-06|08:08:00", "Pay merchant Charge", withdrawn="-20.00", balance="-33.75"),
    row("UI5CHARGE1", "2026-09-05|10:00:11", "Pay merchant Charge", withdrawn="-13.75", balance="-13.75"),
]  # fmt: skip
CHARGES = [[*cells, "Fees", "SP"] for cells in CHARGES]
GOODS = [
    row("UI60MM55TT", "2026-09-06|08:08:00", "Merchant Payment from -|0700***001 ALICE TESTER", paid_in="2,000.00",
        balance="4,500.00", more=("Customer Merchant|Payment", "254700***001 - ALICE|TESTER")),
    row("UI5AB1M2M3", "2026-09-05|10:00:11", "Merchant Payment from -|0700***001 ALICE TESTER", paid_in="2,500.00",
        balance="2,500.00", more=("Customer Merchant|Payment", "254700***001 - ALICE|TESTER")),
]  # fmt: skip
HOLE = "KES 20.00 of money out is missing between UI5CHARGE1 (05/09/2026 10:00) and UI6CHARGE3 (06/09/2026 11:15)"


def two_sections(charges, goods=GOODS) -> bytes:
    paper = Paper(columns=BUSINESS, head=BUSINESS_HEAD)
    return paper.drawn([section("Merchant Account"), *goods, section("Charges Paid Account"), *charges])


def test_row_cut_out_of_the_second_section_is_a_hole_there(book):
    told = import_payload(book, Payload("s.pdf", data=two_sections([CHARGES[0], CHARGES[2]])))
    assert (told.wallet.ledger, told.balance.state, told.balance.breaks) == ("Merchant", BalanceState.PARTIAL, ())
    assert told.problems == (Problem(3, "UI6CHARGE3", f"In the Charges Paid account, {HOLE}.", "hole"),)
    (note,) = (note for note in told.notes if "hole" in note)
    assert note == (
        f"The Charges Paid account in this file has a hole: {HOLE}. Download that window again and take it in too."
    )
    again = import_payload(book, Payload("s.pdf", data=two_sections([CHARGES[0], CHARGES[2]])))
    assert (again.known, again.problems) == (4, told.problems)
    whole = import_payload(book, Payload("w.pdf", data=two_sections(CHARGES)))
    assert (whole.new, whole.problems) == (1, ())


def test_hole_of_the_second_section_stands_on_that_accounts_sheet(book):
    import_payload(book, Payload("s.pdf", data=two_sections([CHARGES[0], CHARGES[2]])))
    ids = {key.ledger: wallet_id for wallet_id, key in book.ask(wallet_keys).items()}
    charges, merchant = (
        book.ask(daily_sheet, on=date(2026, 9, 6), wallet_id=ids[ledger]) for ledger in ("Charges Paid", "Merchant")
    )
    assert [hole.amount_cents for hole in charges.balance.breaks] == [-2_000]
    assert not merchant.balance.breaks


def test_sections_that_run_on_are_not_told(book):
    told = import_payload(book, Payload("s.pdf", data=two_sections(CHARGES)))
    assert (told.new, told.problems) == (5, ())
    assert not any("hole" in note for note in told.notes)


def test_hole_of_the_first_section_is_the_documents_own(book):
    later = row("UI6LATER01", "2026-09-06|09:00:00", "Merchant Payment from -|0700***001 ALICE TESTER",
                paid_in="100.00", balance="4,600.00", more=GOODS[0][7:])  # fmt: skip
    told = import_payload(book, Payload("t.pdf", data=two_sections(CHARGES, goods=[later, GOODS[1]])))
    assert [hole.amount_cents for hole in told.balance.breaks] == [200_000]
    assert not told.problems


def test_hole_of_a_further_section_is_status_1(sqlite_place, tmp_path, capsys):
    path = tmp_path / "s.pdf"
    path.write_bytes(two_sections([CHARGES[0], CHARGES[2]]))
    run(["new", sqlite_place, "--business", "X"])
    capsys.readouterr()
    assert run(["import", sqlite_place, str(path), "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert told["balance"]["breaks"] == []
    assert told["problems"] == [{"line": 3, "receipt": "UI6CHARGE3", "reason": f"In the Charges Paid account, {HOLE}."}]
    assert run(["import", sqlite_place, str(path)]) == 1
    assert f"The Charges Paid account in this file has a hole: {HOLE}." in capsys.readouterr().out


def test_far_ends_of_transfers_are_no_section(book):
    """A table without a column of accounts is of one account; what it says of another is not that account whole."""
    told = import_payload(
        book,
        Payload(
            "Statements for 4000001 from 2025-11-05 to 2025-11-06.csv",
            data=(
                b"Receipt No,Completion Time,Details,Transaction Status,Paid In (KSHs),Withdrawn (KSHs),Balance (KSHs)\r\n"
                b"TK60ST8N4E,06/11/2025 22:00:00,Organization Settlement Account to Organization MMF Account,Completed,"
                b"500.00,0.00,9.00\r\n"
                b"TK60ST8N4D,06/11/2025 21:00:00,Organization Settlement Account to Organization MMF Account,Completed,"
                b"700.00,0.00,800.00\r\n"
            ),
        ),
        wallet=WalletKey("4000001", "Utility"),
    )  # fmt: skip
    assert len({ledger for ledger, *_ in standing(book)} - {"Utility"}) == 1
    assert not told.problems


def test_styles_of_two_years_tell_the_same_money(book):
    """The sample prints one signed side; the style before it both sides, unsigned: the same rows, counted once."""
    rows = [
        row(line.receipt, "2026-09-0" + {True: "6", False: "5"}[line.receipt.startswith("UI6")] + "|" + clock, "|".join(wrap(line.details, 30)),
            paid_in=f"{max(line.amount_cents, 0) / 100:,.2f}", withdrawn=f"{max(-line.amount_cents, 0) / 100:,.2f}",
            balance=f"{(line.balance_cents or 0) / 100:,.2f}", more=("", f"{line.party_phone} - {line.party_name}"))
        for line, clock in zip(
            joined(read(Payload.of_path(TILL_PDF)).lines(nothing_known)).observations,
            ("22:00:00", "08:08:00", "08:08:00", "11:15:40", "10:00:11", "10:00:11"),
            strict=True,
        )
    ]  # fmt: skip
    older = Paper(columns=BUSINESS, head=BUSINESS_HEAD).drawn(rows)
    assert import_payload(book, Payload.of_path(TILL_PDF)).new == 6
    again = import_payload(book, Payload("older.pdf", data=older))
    assert (again.new, again.known + again.enriched, again.conflicts, again.rejected) == (0, 6, 0, 0)


# ---------------------------------------------------------------- command line


def test_command_line_takes_the_password(sqlite_place, capsys):
    run(["new", sqlite_place, "--business", "X"])
    assert run(["import", sqlite_place, str(RC4)]) == 1
    assert "protected by a password" in capsys.readouterr().err
    assert run(["import", sqlite_place, str(RC4), "--password", "99", "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert "does not open" in told["error"]
    assert run(["import", sqlite_place, str(RC4), "--password", "123456", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["new"], told["wallet"]) == (
        "personal_pdf", 20, {"code": "254700000009", "ledger": "Personal"}
    )  # fmt: skip
