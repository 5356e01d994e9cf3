"""Every wording of an M-PESA message that is known, as one table (domain notes, sections 3.1 to 3.6).

The first template that fits a message is its reading, so a narrower wording stands before a wider one.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from app.core.sources.sms.grammar import compiled, words_wanted
from app.core.statement import Role

PERSONAL, POCHI, MERCHANT, UTILITY = "Personal", "Pochi", "Merchant", "Utility"
IN, OUT = 1, -1


class Template:
    """One wording and what it says happened: in which ledger, in which direction, in which role.

    ``also`` is a second leg in a sibling ledger (ledger, direction, role); ``ignored`` is the status of a message that
    moved no money, ``rejected`` the reason why money that moved cannot be booked from it.
    """

    def __init__(  # noqa: PLR0913 - one line of the table
        self,
        name: str,
        wording: str,
        *,
        ledger: str = PERSONAL,
        sign: int = IN,
        role: Role = Role.PAYMENT,
        kind: str = "",
        says: str = "",
        also: tuple[str, int, Role] | None = None,
        ignored: str = "",
        rejected: str = "",
    ) -> None:
        self.name: Final = name
        self.wording: Final = wording
        self.ledger: Final = ledger
        self.sign: Final = sign
        self.role: Final = role
        self.kind: Final = kind or name
        self.says: Final = says
        self.also: Final = also
        self.ignored: Final = ignored
        self.rejected: Final = rejected
        self.wanted: Final = words_wanted(wording)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, made when it is first needed (start-up time)."""
        return compiled(self.wording)


_HEAD = "{code} confirmed"
_LEFT = "New M-PESA balance is {money}"
_AIRTIME_LEFT = "New [M-PESA] balance is {money}"
_TILL_LEFT = "New [Merchant] Account balance is {money}"
_SW = "{code} Imethibitishwa"
_SW_LEFT = "Baki [yako] [mpya] [ya|katika] M-PESA ni {money}"

_FULIZA = (
    Template(
        "fuliza_draw",
        f"{_HEAD} Fuliza M-PESA amount is {{amount}} (Access Fee|Interest) charged {{money}} "
        "Total Fuliza M-PESA outstanding amount is {money}",
        role=Role.OVERDRAFT,
        kind="fuliza",
        says="Fuliza M-PESA",
    ),
    Template(
        "fuliza_repayment",
        "[{code}] Confirmed {amount} from your M-PESA has been used to (partially|fully) pay your outstanding "
        "Fuliza M-PESA",
        sign=OUT,
        role=Role.OVERDRAFT_REPAYMENT,
        says="Fuliza M-PESA repaid",
    ),
)

_REVERSALS = (
    Template(
        "reversal_credited",
        f"{_HEAD} Reversal of transaction {{linked}} has been successfully reversed on {{when}} "
        "and {amount} is credited to your M-PESA account",
        role=Role.REVERSAL,
        kind="reversal",
        says="Reversal, credited",
    ),
    Template(
        "reversal_debited",
        f"{_HEAD} Reversal of transaction {{linked}} has been successfully reversed on {{when}} "
        "and {amount} is debited from your M-PESA account",
        sign=OUT,
        role=Role.REVERSAL,
        kind="reversal",
        says="Reversal, debited",
    ),
    Template(
        "reversal_without_amount",
        f"{_HEAD} Transaction {{linked}} has been reversed",
        rejected="This message tells of a reversal but not its amount; the statement will tell it.",
    ),
    Template(
        "till_reversal",
        f"{_HEAD} on {{when}} reversal of {{linked}} of {{amount}} from {{party}} {_TILL_LEFT}",
        ledger=MERCHANT,
        sign=OUT,
        role=Role.REVERSAL,
        kind="reversal",
        says="Reversal of",
    ),
    Template(
        "paybill_reversal",
        f"{_HEAD} on {{when}} reversal of {{linked}} of {{amount}} from {{party}} New Utility balance is {{money}}",
        ledger=UTILITY,
        sign=OUT,
        role=Role.REVERSAL,
        kind="reversal",
        says="Reversal of",
    ),
)

_BUSINESS = (
    Template(
        "till_settlement_received",
        f"{_HEAD} on {{when}} {{amount}} received as settlement from {{party}} {_TILL_LEFT}",
        ledger=MERCHANT,
        role=Role.SWEEP_IN,
        kind="settlement",
        says="Received as settlement from",
    ),
    Template(
        "till_settled",
        f"{_HEAD} on {{when}} {{amount}} settled to {{party}} {_TILL_LEFT}",
        ledger=MERCHANT,
        sign=OUT,
        role=Role.SWEEP_OUT,
        kind="settlement",
        says="Settled to",
    ),
    Template(
        "till_sent",
        f"{_HEAD} on {{when}} {{amount}} sent to {{party}} {_TILL_LEFT}",
        ledger=MERCHANT,
        sign=OUT,
        role=Role.PAYOUT,
        kind="merchant_payment_out",
        says="Sent to",
    ),
    Template(
        "till_received",
        f"{_HEAD} on {{when}} {{amount}} received from {{party}} {_TILL_LEFT}",
        ledger=MERCHANT,
        kind="merchant_payment",
        says="Received from",
    ),
    Template(
        "paybill_received",
        f"{_HEAD} on {{when}} {{amount}} received from {{party}} Account Number {{account}} "
        "New Utility balance is {money}",
        ledger=UTILITY,
        kind="pay_bill",
        says="Received from",
    ),
    Template(
        "pochi_received",
        f"{_HEAD} You have received {{amount}} from {{party}} on {{when}} New business balance is {{money}}",
        ledger=POCHI,
        kind="small_business_payment",
        says="Received from",
    ),
    Template(
        "pochi_moved_out",
        f"{_HEAD} {{amount}} has been moved from your business account to your M-PESA account on {{when}}",
        ledger=POCHI,
        sign=OUT,
        role=Role.SWEEP_OUT,
        kind="own_transfer",
        says="Moved from the business account to the M-PESA account",
        also=(PERSONAL, IN, Role.SWEEP_IN),
    ),
    Template(
        "pochi_moved_in",
        f"{_HEAD} {{amount}} has been moved from your M-PESA account to your business account on {{when}}",
        ledger=POCHI,
        sign=IN,
        role=Role.SWEEP_IN,
        kind="own_transfer",
        says="Moved from the M-PESA account to the business account",
        also=(PERSONAL, OUT, Role.SWEEP_OUT),
    ),
)

_PERSONAL = (
    Template(
        "airtime_received",
        f"{_HEAD} You have received Airtime of {{amount}} from {{party}} on",
        ignored="airtime received, no money moved",
    ),
    Template(
        "received",
        f"[Congratulations!] {_HEAD} You have received {{amount}} from {{party}} [on] {{when}} {_LEFT}",
        kind="funds_received",
        says="Received from",
    ),
    Template(
        "paybill_paid",
        f"{_HEAD} {{amount}} sent to {{party}} for account {{account}} on {{when}} {_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="pay_bill_out",
        says="Paid to",
    ),
    Template(
        "sent",
        f"{_HEAD} {{amount}} sent to {{party}} on {{when}} {_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="customer_transfer",
        says="Sent to",
    ),
    Template(
        "goods_paid",
        f"{_HEAD} {{amount}} paid to {{party}} on {{when}} {_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="merchant_payment_out",
        says="Paid to",
    ),
    Template(
        "withdrawn",
        f"{_HEAD} on {{when}} Withdraw {{amount}} from {{party}} {_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="agent_withdrawal",
        says="Withdrawn at",
    ),
    Template(
        "deposited",
        f"{_HEAD} On {{when}} Give {{amount}} cash to {{party}} {_LEFT}",
        kind="agent_deposit",
        says="Deposited at",
    ),
    Template(
        "airtime_for_other",
        f"{_HEAD} You bought {{amount}} of airtime for {{party}} on {{when}} {_AIRTIME_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="airtime",
        says="Airtime for",
    ),
    Template(
        "airtime",
        f"{_HEAD} You bought {{amount}} of airtime on {{when}} {_AIRTIME_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="airtime",
        says="Airtime",
    ),
    Template(
        "savings_deposited",
        f"{_HEAD} {{amount}} (transferred|transfered) to (M-Shwari|KCB M-PESA) account on {{when}}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="savings",
        says="To savings",
    ),
    Template(
        "savings_withdrawn",
        f"{_HEAD} {{amount}} (transferred|transfered) from (M-Shwari|KCB M-PESA) account on {{when}}",
        kind="savings",
        says="From savings",
    ),
    Template(
        "balance_told",
        f"{_HEAD} Your (account|M-PESA|M-PESA account) balance was",
        ignored="balance told, no money moved",
    ),
)

# No public source shows how withdrawals, deposits, reversals, Fuliza or a Pochi's receipts are worded in Kiswahili:
# they are rejected with their text, not guessed. What is here was seen in messages of January 2025.
_SWAHILI = (
    Template(
        "sw_received",
        f"{_SW} Umepokea {{amount}} kutoka {{party}} (mnamo|tarehe) {{when}} {_SW_LEFT}",
        kind="funds_received",
        says="Received from",
    ),
    Template(
        "sw_paybill_paid",
        f"{_SW} {{amount}} (imetumwa|zimetumwa) kwa {{party}} kwa akaunti [nambari] {{account}} (tarehe|mnamo) "
        f"{{when}} {_SW_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="pay_bill_out",
        says="Paid to",
    ),
    Template(
        "sw_sent",
        f"{_SW} {{amount}} (imetumwa|zimetumwa) kwa {{party}} (tarehe|mnamo) {{when}} {_SW_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="customer_transfer",
        says="Sent to",
    ),
    Template(
        "sw_goods_paid",
        f"{_SW} Umelipa {{amount}} kwa {{party}} [tarehe|mnamo] {{when}} {_SW_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="merchant_payment_out",
        says="Paid to",
    ),
    Template(
        "sw_airtime",
        f"{{code}} [Imethibitishwa] Umenunua {{amount}} ya mjazo [siku|tarehe|mnamo] {{when}} {_SW_LEFT}",
        sign=OUT,
        role=Role.PAYOUT,
        kind="airtime",
        says="Airtime",
    ),
    Template("sw_balance_told", f"{_SW} Baki yako ni", ignored="balance told, no money moved"),
)

_FAILURES = (
    Template("failed", "Failed", ignored="failed"),
    Template("cancelled", "You have cancelled the transaction", ignored="cancelled"),
    Template("sw_failed", "Hakuna pesa za kutosha", ignored="failed"),
    Template("sw_cancelled", "Umekataa kuidhinisha", ignored="cancelled"),
)

TEMPLATES: tuple[Template, ...] = (*_FULIZA, *_REVERSALS, *_BUSINESS, *_PERSONAL, *_SWAHILI, *_FAILURES)

COST = compiled("(Transaction cost|Gharama ya (kutuma|kununua|kutoa|kulipa|matumizi) ni) {cost}")
"""What the sender paid on top; it stands somewhere after the part that the templates match."""
