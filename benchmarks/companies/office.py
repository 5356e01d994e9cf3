"""The mixed office: a shop, some houses and tills in one book, and all the money that is no sale."""

from __future__ import annotations

from benchmarks.companies.making import SHILLING, Maker, fee_cents
from benchmarks.companies.people import Person, printed_name, printed_phone
from benchmarks.companies.shop import landlord, shop
from benchmarks.companies.till import till_shop
from benchmarks.companies.values import BANK, OTHER, Allocation, BankLine, TruePayment, day_of

SHOP_WALLET, RENT_WALLET, FIRST_TILL = "4000001", "4000002", 6_000_001
SHOP_SHARE, RENT_SHARE, TILL_SHARE = 0.4, 0.25, 0.35
OWNERS, SUPPLIERS = 2, 12
SWEPT_AT = 22 * 3600 - 3 * 3600  # ten in the evening in Nairobi, after midnight UTC of that day
ROUND = 1000 * SHILLING


def office(maker: Maker, *, payments: int) -> None:
    """All kinds of debtors together, then the rows that are no sale."""
    shop(maker, payments=round(payments * SHOP_SHARE), wallet=SHOP_WALLET)
    landlord(maker, payments=round(payments * RENT_SHARE), wallet=RENT_WALLET)
    till_shop(maker, payments=round(payments * TILL_SHARE), first_wallet=FIRST_TILL)
    _NotSales(maker).add()


class _NotSales:
    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.owners = [maker.stranger() for _ in range(OWNERS)]
        self.suppliers = [maker.stranger() for _ in range(SUPPLIERS)]
        self.received = [row for row in maker.payments if row.amount_cents > 0]

    def add(self) -> None:
        rates, count = self.maker.profile.not_sales, len(self.received)
        for row in self.received:
            if self.maker.chance(rates.charge):
                self._charge(row)
        for _ in range(round(count * rates.owner)):
            self._owner()
        for _ in range(round(count * rates.loan)):
            self._loan()
        for _ in range(round(count * rates.payout)):
            self._payout()
        for _ in range(round(count * rates.refund)):
            self._refund()
        self._sweeps()

    def _any_instant(self) -> int:
        maker = self.maker
        return maker.instant(maker.first_day + maker.below(maker.last_day - maker.first_day + 1))

    def _is(self, row: TruePayment, what: str) -> None:
        self.maker.tell(row.receipt, (Allocation(OTHER, what, row.amount_cents),), cases=(what,))

    def _charge(self, row: TruePayment) -> None:
        """M-PESA prints it under the payment's own receipt; ``-C`` keeps the rows apart here."""
        cents = fee_cents(row.amount_cents)
        if not cents:
            return
        word = "Pay Bill Charge" if row.ledger == "Utility" else "Pay merchant Charge"
        made = self.maker.row(
            row.completed_at, -cents, kind="Charge", details=word, wallet=row.wallet, ledger=row.ledger,
            receipt=f"{row.receipt}-C",
        )  # fmt: skip
        self._is(made, "charge")

    def _owner(self) -> None:
        maker = self.maker
        owner = self.owners[maker.below(len(self.owners))]
        account = maker.draw.choice(("capital", "owner", "float", ""))
        row, _ = maker.receive(
            owner, self._any_instant(), ROUND * (5 + maker.below(60)), account=account, wallet=SHOP_WALLET
        )
        self._is(row, "owner")

    def _loan(self) -> None:
        row = self.maker.row(
            self._any_instant(), ROUND * (20 + self.maker.below(180)), kind="Business Pay Bill via API",
            details="Business Pay Bill via API by 600001 - EXAMPLE BANK Acc. LOAN", wallet=SHOP_WALLET,
            name="EXAMPLE BANK", phone="600001",
        )  # fmt: skip
        self._is(row, "loan")

    def _pays_out(self, person: Person, at: int, cents: int, what: str) -> None:
        name, phone = printed_name(person, "stars"), printed_phone(person.phones[0], "5+4+3")
        row = self.maker.row(
            at, -cents, kind="Business Payment to Customer via API", wallet=SHOP_WALLET, name=name, phone=phone,
            details=f"Business Payment to {phone} - {name} via API",
        )  # fmt: skip
        self._is(row, what)

    def _payout(self) -> None:
        supplier = self.suppliers[self.maker.below(len(self.suppliers))]
        self._pays_out(supplier, self._any_instant(), ROUND * (1 + self.maker.below(40)), "payout")

    def _refund(self) -> None:
        row = self.received[self.maker.below(len(self.received))]
        trace = self.maker.traces.get(row.receipt)
        if trace:
            at = row.completed_at + 7200 + self.maker.below(3 * 86_400)
            self._pays_out(trace.person, at, row.amount_cents, "refund")

    def _sweeps(self) -> None:
        """Each wallet is emptied each evening; the bank shows it on the next day."""
        maker = self.maker
        takings: dict[tuple[str, str, int], int] = {}
        for row in maker.payments:
            place = (row.wallet, row.ledger, day_of(row.completed_at))
            takings[place] = takings.get(place, 0) + row.amount_cents
        for (wallet, ledger, day), cents in sorted(takings.items()):
            if cents > 0:
                details = f"{ledger} Account to Organization Settlement Account"
                row = maker.row(
                    day * 86_400 + SWEPT_AT, -cents, kind="Settlement", details=details, wallet=wallet, ledger=ledger
                )
                line = BankLine(f"B{len(maker.bank_lines) + 1:05d}", day + 1, cents, f"MPESA {wallet}")
                maker.bank_lines.append(line)
                swept = (Allocation(OTHER, "sweep", -cents),)
                maker.tell(row.receipt, (Allocation(BANK, line.key, -cents),), also_right=(swept,), cases=("sweep",))
