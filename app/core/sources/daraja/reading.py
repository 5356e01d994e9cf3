"""From one of Daraja's answers to the lines it claims.

No balance is kept: what a callback prints is the account after this payment alone, charges and sweeps between two
callbacks are never told, and a chain over such balances would alarm where nothing is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import xxhash

from app.core import clock
from app.core.sources.daraja.answers import Answer, Shape, parameters, said, written
from app.core.sources.daraja.cells import (
    Moment,
    Side,
    cents_of,
    charges_of,
    is_read_as_utc,
    moment_of,
    receipt_of,
    side_of,
)
from app.core.sources.details import Wording, classify
from app.core.sources.told_days import letters_warning
from app.core.statement import Ignored, Observation, Rejected, Role

NO_DATA = "no transactions told"
_HALF = 1 << 63
_SENDER_UNTOLD = frozenset({"MPESA", "M-PESA"})
_BETWEEN_ORGANISATIONS = "organization to organization transfer"
_UTILITY, _MERCHANT, _WORKING = "Utility", "Merchant", "Working"
_B2C, _B2B = Wording("business_payment", str(Role.PAYOUT)), Wording("business_transfer", str(Role.PAYOUT))
_REVERSAL = Wording("reversal", str(Role.REVERSAL))
_STK = Wording("pay_bill_online", str(Role.PAYMENT))


class Row(NamedTuple):
    """What one answer, or one row of it, says: its legs, or why it has none.

    ``code`` is the short code that it names as its own, '' where it names none; ``legs`` name their ledger or leave it
    ''. ``mark`` is a word by which its line is found.
    """

    shape: Shape
    code: str = ""
    legs: tuple[Observation, ...] = ()
    ignored: Ignored | None = None
    rejected: Rejected | None = None
    mark: str = ""


class _Money(NamedTuple):
    """The values of one movement, before they are put into a line. Cents are signed, in is positive."""

    receipt: str
    cents: int
    at: int
    wording: Wording
    side: Side
    ledger: str = ""
    details: str = ""
    reference: str = ""
    linked: str = ""
    initiated_at: int | None = None
    charge_cents: int = 0


def read_answer(answer: Answer, *, own_code: str) -> Iterator[Row]:
    """The rows of an answer. ``own_code`` tells which side of a result is the book's, '' where nobody said."""
    match answer.shape:
        case Shape.PULL:
            yield from _pull(answer)
        case Shape.C2B:
            yield _c2b(answer)
        case Shape.STK:
            yield _stk(answer)
        case Shape.RESULT:
            yield _result(answer, own_code)
        case Shape.NOTICE:
            yield _ignored(answer.shape, answer.named, _notice(answer.named))


# ---------------------------------------------------------------- Pull


def _pull(answer: Answer) -> Iterator[Row]:
    if not answer.rows:
        yield _ignored(Shape.PULL, answer.named, NO_DATA if _is_quiet(answer.named) else _notice(answer.named))
        return
    moments: dict[int, Moment] = {}
    for number, row in enumerate(answer.rows):
        try:
            moments[number] = moment_of(said(row, "trxdate"))
        except ValueError:
            continue
    told = [(said(answer.rows[number], "transactionid").upper(), moment) for number, moment in moments.items()]
    is_utc = is_read_as_utc(told)
    for number, row in enumerate(answer.rows):
        yield _pull_row(row, moments.get(number), is_utc=is_utc)


def _is_quiet(cells: dict[str, Any]) -> bool:
    return said(cells, "responsecode") in ("", "1000", "1001", "0")


def _pull_row(row: dict[str, Any], moment: Moment | None, *, is_utc: bool) -> Row:
    words = said(row, "transactiontype")
    is_customer = "c2b" in words.casefold() or not words
    is_till = "buy" in words.casefold()
    wording, sign = classify("Merchant Payment" if is_till else "Pay Bill")[0], 1
    if not is_customer:
        wording = classify(words.replace("-", " "))[1]
        sign = -1
        if wording.role not in (Role.SWEEP_OUT, Role.CHARGE, Role.PAYOUT):
            return _rejected(Shape.PULL, row, f"Whether “{words}” pays in or out is not known.")
    sender = said(row, "sender")
    try:
        money = _Money(
            receipt=receipt_of(said(row, "transactionid")),
            cents=sign * cents_of(said(row, "amount")),
            at=_settled(moment or moment_of(said(row, "trxdate")), is_utc=is_utc),
            wording=wording,
            side=Side(said(row, "msisdn"), "" if sender.upper() in _SENDER_UNTOLD else sender),
            ledger=_MERCHANT if is_till or "merchant" in words.casefold() else _UTILITY if is_customer else "",
            details=words,
            reference=said(row, "billreference"),
        )
    except ValueError as error:
        return _rejected(Shape.PULL, row, str(error))
    return _row(Shape.PULL, "", money, row)


def _settled(moment: Moment, *, is_utc: bool) -> int:
    return moment.at + clock.OFFSET_SECONDS if is_utc and moment.is_doubtful else moment.at


# ---------------------------------------------------------------- callbacks


def _c2b(answer: Answer) -> Row:
    """A confirmation. A validation asks with the same TransID before anything moved: its balance is blank."""
    cells = answer.named
    words = said(cells, "transactiontype")
    if "orgaccountbalance" in cells and not said(cells, "orgaccountbalance"):
        return _ignored(Shape.C2B, cells, "validation asked before the payment", code=said(cells, "businessshortcode"))
    came = classify(words)[0]
    if words.casefold() == _BETWEEN_ORGANISATIONS:
        came = Wording(came.kind, str(Role.OTHER))  # a bank that pays, or one's own sweep: the statement tells
    names = (said(cells, name) for name in ("firstname", "middlename", "lastname"))
    try:
        money = _Money(
            receipt=receipt_of(said(cells, "transid")),
            cents=cents_of(said(cells, "transamount")),
            at=moment_of(said(cells, "transtime")).at,
            wording=came,
            side=Side(said(cells, "msisdn"), " ".join(name for name in names if name)),
            ledger=_ledger_of(words),
            details=words,
            reference=said(cells, "billrefnumber"),
        )
    except ValueError as error:
        return _rejected(Shape.C2B, cells, str(error), code=said(cells, "businessshortcode"))
    return _row(Shape.C2B, said(cells, "businessshortcode"), money, cells)


def _ledger_of(words: str) -> str:
    plain = words.casefold()
    if "pay bill" in plain or "paybill" in plain:
        return _UTILITY
    return _MERCHANT if "buy goods" in plain or "merchant payment" in plain else ""


def _stk(answer: Answer) -> Row:
    cells, told = answer.named, parameters(answer.named)
    if not _is_done(said(cells, "resultcode")):
        return _ignored(Shape.STK, cells, _failure(cells), mark=answer.mark)
    try:
        money = _Money(
            receipt=receipt_of(said(told, "mpesareceiptnumber")),
            cents=cents_of(said(told, "amount")),
            at=moment_of(said(told, "transactiondate")).at,
            wording=_STK,
            side=Side(said(told, "phonenumber"), ""),
            details="STK payment",
        )
    except ValueError as error:
        return _rejected(Shape.STK, cells, str(error))
    return _row(Shape.STK, "", money, cells)


# ---------------------------------------------------------------- results of requests


def _result(answer: Answer, own_code: str) -> Row:
    cells, told = answer.named, parameters(answer.named)
    if not _is_done(said(cells, "resultcode")):
        return _ignored(Shape.RESULT, cells, _failure(cells), mark=answer.mark)
    if "accountbalance" in told and "amount" not in told:
        return _ignored(Shape.RESULT, cells, "balance told, no money moved", mark=answer.mark)
    status = said(told, "transactionstatus")
    if status and status.casefold() != "completed":
        return _ignored(Shape.RESULT, cells, status, mark=said(told, "receiptno") or answer.mark)
    try:
        code, money = _moved(cells, told, own_code)
    except ValueError as error:
        return _rejected(Shape.RESULT, cells, str(error))
    return _row(Shape.RESULT, code, money, cells)


def _moved(cells: dict[str, Any], told: dict[str, Any], own_code: str) -> tuple[str, _Money]:
    """The movement that a result tells of, and the short code that it was for ('' where it is not said)."""
    receipt = said(told, "receiptno", "transactionreceipt") or said(cells, "transactionid")
    if said(told, "originaltransactionid"):
        return _reversed(receipt, told)
    if said(told, "receiptno", "debitpartyname", "creditpartyname"):
        return _status(receipt, told, own_code)
    if said(told, "transactionreceipt", "transactioncompleteddatetime"):
        return "", _paid_out(receipt, told, _B2C, _UTILITY)
    if said(told, "transcompletedtime"):
        return "", _paid_out(receipt, told, _B2B, _WORKING)
    raise ValueError("This result tells of no transaction that is known here.")


def _paid_out(receipt: str, told: dict[str, Any], wording: Wording, ledger: str) -> _Money:
    return _Money(
        receipt=receipt_of(receipt),
        cents=-cents_of(said(told, "transactionamount", "amount")),
        at=moment_of(said(told, "transactioncompleteddatetime", "transcompletedtime")).at,
        wording=wording,
        side=side_of(said(told, "receiverpartypublicname", "creditpartypublicname")),
        ledger=ledger,
        details="Business payment" if wording is _B2C else "Business transfer",
        reference=said(told, "billreferencenumber", "accountreference"),
        charge_cents=charges_of(said(told, "debitpartycharges")),
    )


def _reversed(receipt: str, told: dict[str, Any]) -> tuple[str, _Money]:
    debit = side_of(said(told, "debitpartypublicname"))
    money = _Money(
        receipt=receipt_of(receipt),
        cents=-cents_of(said(told, "amount")),
        at=moment_of(said(told, "transcompletedtime")).at,
        wording=_REVERSAL,
        side=side_of(said(told, "creditpartypublicname")),
        details="Reversal",
        linked=said(told, "originaltransactionid").upper(),
        charge_cents=charges_of(said(told, "charge")),
    )
    return debit.number if debit.is_short_code else "", money


def _status(receipt: str, told: dict[str, Any], own_code: str) -> tuple[str, _Money]:
    """A transaction looked up: in or out, according to which side is the book's own."""
    debit, credit = side_of(said(told, "debitpartyname")), side_of(said(told, "creditpartyname"))
    words = said(told, "reasontype")
    is_out = _is_own_payment(debit, credit, words, own_code)
    own, other = (debit, credit) if is_out else (credit, debit)
    wording = classify(words)[is_out]
    if is_out and wording.role == Role.OTHER:
        wording = Wording(wording.kind, str(Role.PAYOUT))
    initiated = said(told, "initiatedtime")
    money = _Money(
        receipt=receipt_of(receipt),
        cents=cents_of(said(told, "amount")) * (-1 if is_out else 1),
        at=moment_of(said(told, "finalisedtime", "initiatedtime")).at,
        wording=wording,
        side=other,
        ledger=_ledger_of(words),
        details=words,
        initiated_at=moment_of(initiated).at if initiated else None,
        charge_cents=charges_of(said(told, "debitpartycharges")) if is_out else 0,
    )
    return own.number if own.is_short_code else "", money


def _is_own_payment(debit: Side, credit: Side, words: str, own_code: str) -> bool:
    """Whether the book's own side paid. Raises ValueError where neither the sides nor the reason tell."""
    if own_code and own_code in (debit.number, credit.number):
        return own_code == debit.number
    if debit.is_short_code != credit.is_short_code:
        return debit.is_short_code
    came, went = classify(words)
    if came.kind != "unknown" and (came.role == Role.PAYMENT) != (went.role == Role.PAYOUT):
        return went.role == Role.PAYOUT
    raise ValueError("Whether this transaction paid in or out cannot be told.")


# ---------------------------------------------------------------- common to all


def _row(shape: Shape, code: str, money: _Money, cells: dict[str, Any]) -> Row:
    text = written(cells)
    first = Observation(
        receipt=money.receipt,
        digest=_digest(text, 0),
        line=0,
        role=money.wording.role,
        amount_cents=money.cents,
        completed_at=money.at,
        initiated_at=money.initiated_at,
        kind=money.wording.kind,
        party_name=money.side.name,
        party_phone=money.side.number,
        account_ref=money.reference,
        linked_receipt=money.linked,
        balance_cents=None,
        details=money.details,
        ledger=money.ledger,
        warning=letters_warning(money.receipt, money.at),
    )
    if not money.charge_cents:
        return Row(shape, code, (first,), mark=money.receipt)
    charge = first._replace(
        digest=_digest(text, 1),
        role=str(Role.CHARGE),
        amount_cents=-money.charge_cents,
        kind=f"{first.kind}_charge",
        party_name="",
        party_phone="",
        account_ref="",
        linked_receipt="",
        details="Charge",
    )
    return Row(shape, code, (first, charge), mark=money.receipt)


def _ignored(shape: Shape, cells: dict[str, Any], status: str, *, code: str = "", mark: str = "") -> Row:
    text = written(cells)
    receipt = _receipt_or_nothing(said(cells, "transid", "transactionid"))
    return Row(shape, code, ignored=Ignored(receipt, _digest(text, 0), 0, status, text), mark=mark or receipt)


def _rejected(shape: Shape, cells: dict[str, Any], reason: str, *, code: str = "") -> Row:
    text = written(cells)
    told = said(cells, "transid", "transactionid")
    rejected = Rejected(_receipt_or_nothing(told), _digest(text, 0), 0, reason, text)
    return Row(shape, code, rejected=rejected, mark=told)


def _receipt_or_nothing(text: str) -> str:
    try:
        return receipt_of(text)
    except ValueError:
        return ""


def _digest(text: str, leg: int) -> int:
    return xxhash.xxh3_64_intdigest(text.encode(errors="replace"), seed=leg) - _HALF


def _is_done(code: str) -> bool:
    """Zero, however many there are; a result that lacks its code is judged by its values."""
    return not code.strip("0")


def _failure(cells: dict[str, Any]) -> str:
    code, words = said(cells, "resultcode"), said(cells, "resultdesc")
    return f"failed ({code}): {words}".rstrip(": ")[:300]


def _notice(cells: dict[str, Any]) -> str:
    """What an answer without a transaction says: an error, or that a request was taken."""
    if code := said(cells, "errorcode"):
        return f"refused ({code}): {said(cells, 'errormessage')}".rstrip(": ")[:300]
    code, words = said(cells, "responsecode", "resultcode"), said(cells, "responsemessage", "responsedescription")
    return (f"answered {code}: {words}" if code else "request noted, outcome not told").rstrip(": ")[:300]
