"""How good a matcher's decisions are beside the truth: all that matching.md asks for, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.companies.bounds import Share
from benchmarks.companies.calibration import Bin, reliability
from benchmarks.companies.values import (
    BANK,
    CODED,
    CODELESS,
    FORGIVEN,
    INVOICE,
    MISTYPED,
    RIGHT,
    SALE,
    WRONG,
    Allocations,
    Company,
    Decision,
    Finding,
    Story,
    TruePayment,
    Truth,
)

Decide = Callable[[Company], Iterable[Decision | Finding]]
FRAUDS = ("reused", "fake", "older", "reversed")
SHAPES = ("one to many", "many to one", "part")
CLASSES = {
    "paybill, right number": frozenset({RIGHT}),
    "paybill, wrong or missing": frozenset({WRONG}),
    "till, with code": frozenset({CODED, MISTYPED}),
    "till, code mistyped": frozenset({MISTYPED}),
    "till, without code": frozenset({CODELESS}),
}
ALL_RECEIPTS = "all receipts"  # that may be confirmed: not by a message alone, not of till sales without code
EVERY_RECEIPT = "every receipt"  # whatever came in, also what can only be asked
NO_SALE = "not a sale"
NOTHING = Share(0, 0)


class Judged(NamedTuple):
    """A payment, its truth and what was done. ``place``: at which place among the ranked answers the right one is."""

    payment: TruePayment
    truth: Truth
    decision: Decision
    is_right: bool
    place: int | None

    @property
    def is_wrong_automatic(self) -> bool:
        """Confirmed by the machine, and not what the data allow."""
        return self.decision.is_automatic and (self.truth.is_question or not self.is_right)

    @property
    def counts(self) -> bool:
        """Whether the machine could and should have done it: decidable, and vouched for by more than a message."""
        return not self.truth.is_question and self.payment.proof != "sms"


class Wrong(NamedTuple):
    """A wrong automatic confirmation with its cause."""

    receipt: str
    typed: str
    did: str
    truth: str
    cause: str


@dataclass(slots=True)
class Score:
    """The figures of one matcher on one kind of company."""

    automatic: Share = NOTHING
    classes: dict[str, Share] = field(default_factory=dict)
    first: dict[str, Share] = field(default_factory=dict)
    in_three: dict[str, Share] = field(default_factory=dict)
    by_reference: dict[str, Share] = field(default_factory=dict)
    recall: dict[str, Share] = field(default_factory=dict)
    precision: dict[str, Share] = field(default_factory=dict)
    questions: Share = NOTHING
    own_ties: int = 0
    sms_confirmed: int = 0
    misdirected: int = 0
    bins: list[Bin] = field(default_factory=list)
    frauds: dict[str, Share] = field(default_factory=dict)
    false_alarms: Share = NOTHING
    wrongs: list[Wrong] = field(default_factory=list)


# ---------------------------------------------------------------- running
def run(decide: Decide, story: Story) -> tuple[list[Judged], list[Finding]]:
    """A matcher works through a company. Asking about a payment before deciding on it is refused.

    Raises LookupError where it asks too early, ValueError where a payment is decided twice or never.
    """
    decided: dict[str, Decision] = {}
    findings: list[Finding] = []

    def answer(receipt: str) -> Allocations:
        if receipt not in decided:
            raise LookupError(f"{receipt} was asked about before it was decided on.")
        return story.truth[receipt].booked()

    for each in decide(story.company.answering(answer)):
        if isinstance(each, Finding):
            findings.append(each)
        elif each.receipt in decided:
            raise ValueError(f"{each.receipt} was decided on twice.")
        else:
            decided[each.receipt] = each
    missing = [row.receipt for row in story.company.payments if row.receipt not in decided]
    if missing:
        raise ValueError(f"{len(missing)} payments were never decided on, the first is {missing[0]}.")
    return [judged(row, story.truth[row.receipt], decided[row.receipt]) for row in story.company.payments], findings


def judged(payment: TruePayment, truth: Truth, decision: Decision) -> Judged:
    """Compares a decision with the truth."""
    right = {_sums(each) for each in (truth.allocations, *truth.also_right)}
    ranked = decision.ranked or ((decision.allocations,) if decision.allocations else ())
    place = next((at for at, each in enumerate(ranked) if _sums(each) in right), None)
    return Judged(payment, truth, decision, bool(decision.allocations) and _sums(decision.allocations) in right, place)


def _sums(allocations: Allocations) -> frozenset[tuple[str, str, int]]:
    cents: dict[tuple[str, str], int] = defaultdict(int)
    for each in allocations:
        if each.kind != FORGIVEN:
            cents[each.kind, each.key] += each.cents
    return frozenset((kind, key, sum_) for (kind, key), sum_ in cents.items() if sum_)


# ---------------------------------------------------------------- counting
def score(rows: Sequence[Judged], findings: Iterable[Finding], frauds: dict[str, str], *, sales: int) -> Score:
    """All figures of a run, or of several put together."""
    made = Score()
    automatic = [row for row in rows if row.decision.is_automatic]
    made.automatic = Share(sum(not row.is_wrong_automatic for row in automatic), len(automatic))
    made.questions = Share(sum(row.truth.is_question for row in automatic), sum(row.truth.is_question for row in rows))
    made.own_ties = sum(_is_own_tie(row.decision) for row in automatic)
    made.sms_confirmed = sum(row.payment.proof == "sms" for row in automatic)
    made.misdirected = sum(row.truth.is_misdirected for row in automatic)
    made.wrongs = [_wrong(row) for row in automatic if row.is_wrong_automatic]
    made.bins = reliability(
        (row.decision.confidence, row.is_right) for row in rows if row.decision.confidence is not None
    )
    _count_classes(made, rows)
    _count_shapes(made, rows)
    _count_frauds(made, findings, frauds, sales)
    return made


def _is_own_tie(decision: Decision) -> bool:
    if decision.confidence is None or decision.runner_up is None:
        return False
    return decision.runner_up >= decision.confidence


def _count_classes(made: Score, rows: Sequence[Judged]) -> None:
    for name, members in _by_class(rows).items():
        done = sum(row.decision.is_automatic and row.is_right for row in members)
        made.classes[name] = Share(done, len(members))
        made.first[name] = Share(sum(row.place == 0 for row in members), len(members))
        made.in_three[name] = Share(sum(row.place in {0, 1, 2} for row in members), len(members))
    cases = Counter(case for row in rows if row.counts for case in row.truth.cases)
    done_of = Counter(
        case for row in rows if row.counts and row.decision.is_automatic and row.is_right for case in row.truth.cases
    )
    made.by_reference = {case: Share(done_of[case], many) for case, many in sorted(cases.items())}


def _by_class(rows: Sequence[Judged]) -> dict[str, list[Judged]]:
    counted = [row for row in rows if row.counts]
    found = {name: [row for row in counted if row.truth.reference in of] for name, of in CLASSES.items()}
    found[NO_SALE] = [row for row in counted if not row.truth.reference]
    found[ALL_RECEIPTS] = [row for row in counted if row.payment.amount_cents > 0 and row.truth.reference != CODELESS]
    found[EVERY_RECEIPT] = [row for row in rows if row.payment.amount_cents > 0]
    return {name: members for name, members in found.items() if members}


def _count_shapes(made: Score, rows: Sequence[Judged]) -> None:
    payments_of = Counter(each.key for row in rows for each in row.truth.allocations if each.kind in {INVOICE, SALE})
    for shape in SHAPES:
        truly = [row for row in rows if row.counts and _has_shape(shape, row.truth, payments_of)]
        done = [
            row
            for row in rows
            if row.decision.is_automatic
            and (_has_shape(shape, row.truth, payments_of) or _is_spread(shape, row.decision.allocations))
        ]
        if truly:
            made.recall[shape] = Share(sum(row.place == 0 for row in truly), len(truly))
            made.precision[shape] = Share(sum(not row.is_wrong_automatic for row in done), len(done))


def _has_shape(shape: str, truth: Truth, payments_of: Counter[str]) -> bool:
    match shape:
        case "part":
            return bool(truth.cases & {"part", "split"})
        case "many to one":
            return any(payments_of[each.key] > 1 for each in truth.allocations if each.kind in {INVOICE, SALE})
    return _is_spread(shape, truth.allocations)


def _is_spread(shape: str, allocations: Allocations) -> bool:
    return shape == "one to many" and sum(each.kind in {INVOICE, SALE, BANK} for each in allocations) > 1


def _count_frauds(made: Score, findings: Iterable[Finding], frauds: dict[str, str], sales: int) -> None:
    found = {each.sale_no for each in findings}
    for kind in FRAUDS:
        truly = [sale for sale, its in frauds.items() if its == kind]
        if truly:
            made.frauds[kind] = Share(sum(sale in found for sale in truly), len(truly))
    made.false_alarms = Share(len(found - frauds.keys()), sales)


def _wrong(row: Judged) -> Wrong:
    planted = sorted(row.truth.cases - {"regular_payer"}) or ["nothing planted"]
    cause = ", ".join((*(("undecidable",) if row.truth.is_question else ()), *planted))
    told = " or ".join(_told((each,)) for each in (row.truth.allocations, *row.truth.also_right))
    return Wrong(row.payment.receipt, row.payment.account_ref, _told((row.decision.allocations,)), told or "ask", cause)


def _told(each: tuple[Allocations]) -> str:
    return " + ".join(f"{a.kind} {a.key.rpartition(':')[2]} {a.cents / 100:,.2f}" for a in each[0]) or "ask"


def pooled(runs: Iterator[tuple[Story, list[Judged], list[Finding]]]) -> Score:
    """Several companies' figures together; sales and bills of different companies are kept apart."""
    rows: list[Judged] = []
    findings: list[Finding] = []
    frauds: dict[str, str] = {}
    sales = 0
    for number, (story, judged_rows, found) in enumerate(runs):
        rows += (_apart(number, row) for row in judged_rows)
        begun = {sale.sale_no for sale in story.company.sales if sale.sold_at >= story.company.starts_at}
        findings += (each._replace(sale_no=f"{number}:{each.sale_no}") for each in found if each.sale_no in begun)
        frauds |= {f"{number}:{sale}": kind for sale, kind in story.frauds.items()}
        sales += len(begun)
    return score(rows, findings, frauds, sales=sales)


def _apart(number: int, row: Judged) -> Judged:
    if not number:
        return row
    renamed = tuple(each._replace(key=f"{number}:{each.key}") for each in row.truth.allocations)
    return row._replace(truth=row.truth._replace(allocations=renamed))
