"""What users complain of: what was done cannot be taken back, found again or trusted later. By the command line alone."""

from __future__ import annotations

import threading
from pathlib import Path

from app.core.actions.decide import Decision, confirm_match
from app.core.book import Book
from app.core.errors import BookError
from app.core.items import Allocation, TransactionKey
from tests.stories.office import BRIAN, CAROL, STRANGER, Office, Row, invoice


def matched(office: Office) -> str:
    """Two invoices paid and matched by the machine; gives its group."""
    office.invoices(invoice("INV-1", 1500), invoice("INV-2", 2600, BRIAN))
    office.bring(Row("TK5AAAAAA1", 1500, "INV-1"), Row("TK5AAAAAA2", 2600, "INV-2", BRIAN, at="09:00:00"))
    told = office.ask("match")
    assert told["confirmed"] == 2
    return str(told["group"])


def test_14_a_match_is_taken_back_without_losing_the_payment(office: Office) -> None:
    matched(office)
    office.do("undo")
    assert office.matches() == {}
    assert office.money() == [("TK5AAAAAA1", "1500.00"), ("TK5AAAAAA2", "2600.00")]
    assert office.owed("INV-1") == ("1500.00", "open")
    assert office.state("TK5AAAAAA1") == "pending_reconciliation"


def test_14_a_day_that_was_finished_is_opened_again_for_a_reason(office: Office) -> None:
    group = matched(office)
    office.do("close", "--date", "2025-11-05")
    assert "closed" in office.do("undo", group, status=1)
    assert office.matches(), "what the seal covers stays"
    office.do("reopen", "--date", "2025-11-05", "--why", "Brian's cheque bounced")
    office.do("undo", group)
    assert office.matches() == {}
    [day] = [one for one in office.ask("list", "days") if one["date"] == "2025-11-05"]
    assert day["closed"] == "reopened"


def test_19_a_change_of_a_reconciled_month_is_told(office: Office) -> None:
    matched(office)
    office.do("close", "--date", "2025-11-05")
    late = office.statement(
        Row("TK5AAAAAA0", 40, at="07:00:00"),
        Row("TK5AAAAAA1", 1500, "INV-1"),
        Row("TK5AAAAAA2", 2600, "INV-2", BRIAN, at="09:00:00"),
        opening=1000,
        name="late.csv",
    )
    office.ask("import", late, status=1)
    told = office.ask("report", "daily", "--date", "2025-11-06")["I"]
    assert "TK5AAAAAA0" in str(told), "on the next open day's sheet"
    assert office.is_sound(), "and the seal holds: the closed day was not rewritten"


def test_28_two_people_who_book_the_same_payment_at_once_book_it_once(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500), invoice("INV-2", 1500, BRIAN))
    office.bring(Row("TK5AAAAAA1", 1500, "", STRANGER))
    ready, outcomes = threading.Barrier(2), list[str]()

    def book_it(key: str) -> None:
        book = Book.open(office.place)
        part = Allocation("invoice", key, 150_000)
        ready.wait()
        try:
            book.do(confirm_match, decision=Decision(TransactionKey(1, "TK5AAAAAA1"), (part,), "by hand"))
            outcomes.append("booked")
        except BookError as error:
            outcomes.append(str(error))
        finally:
            book.close()

    people = [threading.Thread(target=book_it, args=(key,)) for key in ("INV-1", "INV-2")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(said == "booked" for said in outcomes) == [False, True]
    assert any("has KES 0.00 left" in said for said in outcomes)
    assert len(office.matches()) == 1


def test_33_what_was_done_in_bulk_is_found_again_and_taken_back_as_one(office: Office) -> None:
    group = matched(office)
    office.bring(Row("TK6AAAAAA1", 50, "", STRANGER), day=6)
    by = {one["receipt"]: one["by"] for one in office.ask("list", "matches") if one["state"] == "confirmed"}
    assert by == {"TK5AAAAAA1": "auto", "TK5AAAAAA2": "auto"}
    said = office.do("undo", group)
    assert "2 decisions" in said
    assert office.matches() == {}
    assert len(office.money()) == 3, "and nothing else"


def test_34_a_hurried_choice_that_was_taken_back_is_not_learned(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500), invoice("INV-2", 1500, BRIAN))
    office.bring(Row("TK5AAAAAA1", 1500, "shop 7", CAROL))
    office.do("confirm", "TK5AAAAAA1", "--invoice", "INV-2=1500")
    mine = next(one for one in office.ask("list", "matches") if one["receipt"] == "TK5AAAAAA1")
    assert mine["by"] != "auto", "a colleague sees that it was typed, not guessed"
    office.do("undo")
    office.bring(Row("TK6AAAAAA1", 1500, "shop 7", CAROL), day=6)
    assert office.ask("match")["confirmed"] == 0
    best = office.waiting()["TK6AAAAAA1"]["candidates"]
    assert {one["confidence"] for one in best[:2]} == {best[0]["confidence"]}, "neither is preferred for it"


def test_35_a_statement_taken_back_leaves_none_of_its_lines_behind(office: Office) -> None:
    office.invoices(invoice("INV-1", 1500))
    office.bring(Row("TK5AAAAAA1", 1500, "INV-1"))
    number = next(one["seq"] for one in reversed(office.ask("list", "events")) if one["kind"] == "StatementRecorded")
    office.do("match")
    office.do("undo", str(number))
    assert office.money() == []
    assert office.matches() == {}
    assert office.owed("INV-1") == ("1500.00", "open")
    assert office.ask("report", "trial-balance")["wallets"] == []


def test_40_a_statement_that_is_to_be_had_only_as_pdf_is_taken(office: Office) -> None:
    samples = Path(__file__).parents[1] / "samples"
    pdf = samples / "Business_M-PESA_Statement_till_5000001.pdf"
    [done] = office.ask("import", str(pdf))
    assert done["new"] == done["rows"] - done["ignored"] > 0
    assert done["balance"]["state"] == "proven"
    assert len({one["receipt"] for one in office.ask("list", "transactions")}) > 1
