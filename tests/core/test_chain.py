"""The balance chain: what is proven, what is only unbroken, and the exact place and money of every hole."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.chain import ChainWalk
from app.core.chain.reordering import holds
from app.core.statement import BalanceProof, BalanceState, Break, Declared
from tests.core.statement_files import FAILED_CSV, LEGACY_CSV, LEGACY_XLS, PORTAL_CSV, SFTP_CSV, read_all

Row = tuple[str, int, int | None, int | None, int]
START = 1_762_318_800


def chained(moves: list[tuple[int, int]], *, opening: int = 100_000, receipts: list[str] | None = None) -> list[Row]:
    """Rows oldest first from (seconds later, cents)."""
    rows: list[Row] = []
    balance, at = opening, START
    for number, (later, cents) in enumerate(moves):
        at += later
        balance += cents
        receipt = receipts[number] if receipts else f"TK5A{number:06d}"
        rows.append((receipt, cents, balance, at, number + 1))
    return rows


def declared(rows: list[Row], *, opening: int | None = 100_000) -> Declared:
    closing = opening + sum(row[1] for row in rows) if opening is not None else None
    return Declared("org_legacy_csv", opening_cents=opening, closing_cents=closing)


def renumbered(rows: list[Row]) -> list[Row]:
    return [(*row[:4], line) for line, row in enumerate(rows, 1)]


def proof(rows: list[Row], told: Declared, *, rejected: int = 0, previous: int | None = None) -> BalanceProof:
    walk = ChainWalk()
    walk.extend(rows)
    return walk.finish(told, rejected=rejected, previous_closing_cents=previous)


MOVES = [(60, 150_000), (0, -500), (60, 30_000), (90, 150_000), (0, 25_000_000), (0, 75_000), (60, -25_200_000)]
ROWS = chained(MOVES)


def both_ways(rows: list[Row]) -> list[list[Row]]:
    return [renumbered(rows), renumbered(rows[::-1])]


# ---------------------------------------------------------------- samples


@pytest.mark.parametrize(
    ("path", "state", "closing"),
    [
        (LEGACY_CSV, BalanceState.PROVEN, 256_500),
        (LEGACY_XLS, BalanceState.PROVEN, 256_500),
        (FAILED_CSV, BalanceState.PROVEN, 249_500),
        (PORTAL_CSV, BalanceState.PARTIAL, 256_500),
        (SFTP_CSV, BalanceState.PARTIAL, 25_504_500),
    ],
)
def test_sample_statements(path, state, closing):
    told, lines = read_all(path)
    rows = [
        (o.receipt, o.amount_cents, o.balance_cents, o.completed_at, o.line) for o in lines.observations if not o.ledger
    ]
    assert proof(rows, told) == BalanceProof(state, 100_000, closing)


# ---------------------------------------------------------------- states


@pytest.mark.parametrize("rows", both_ways(ROWS), ids=["oldest first", "newest first"])
def test_unbroken_from_a_declared_opening_is_proven(rows):
    assert proof(rows, declared(ROWS)) == BalanceProof(BalanceState.PROVEN, 100_000, ROWS[-1][2])


def test_totals_are_part_of_the_proof():
    told = replace(declared(ROWS), paid_in_cents=25_405_000, withdrawn_cents=25_200_500)
    assert proof(ROWS, told).state is BalanceState.PROVEN
    wrong = proof(ROWS, replace(told, paid_in_cents=25_405_100))
    assert wrong.state is BalanceState.BROKEN
    assert wrong.breaks == ()
    assert wrong.notes == ("the statement declares KES 254,051.00 paid in, its rows add up to KES 254,050.00",)


def test_unbroken_without_an_anchor_is_partial_and_the_book_can_anchor_it():
    told = declared(ROWS, opening=None)
    assert proof(ROWS, told) == BalanceProof(BalanceState.PARTIAL, 100_000, ROWS[-1][2])
    assert proof(ROWS, told, previous=100_000).state is BalanceState.PROVEN
    assert proof(ROWS, told, previous=99_900).state is BalanceState.PARTIAL


def test_rejected_rows_keep_a_chain_from_being_proven():
    found = proof(ROWS, declared(ROWS), rejected=2)
    assert (found.state, found.notes) == (BalanceState.PARTIAL, ("2 rows could not be read",))


def test_no_balances_at_all_is_absent():
    rows: list[Row] = [(*row[:2], None, *row[3:]) for row in ROWS]
    assert proof(rows, declared(rows)).state is BalanceState.ABSENT
    assert proof([], Declared("org_legacy_csv")) == BalanceProof(BalanceState.ABSENT)


def test_rows_without_a_balance_are_left_out_and_told():
    rows = [*ROWS]
    rows[3] = (*rows[3][:2], None, *rows[3][3:])
    for order in both_ways(rows):
        found = proof(order, declared(ROWS))
        assert (found.state, found.breaks) == (BalanceState.PARTIAL, ())
        assert found.notes == ("1 row has no balance and could not be walked",)


def test_a_row_of_another_account_without_a_balance_breaks_nothing():
    rows = renumbered([*ROWS[:3], ("TK5X", 999, None, ROWS[2][3], 0), *ROWS[3:]])
    assert proof(rows, declared(ROWS)).breaks == ()


def test_a_last_row_without_a_balance_may_explain_the_closing():
    rows = [*ROWS[:-1], (*ROWS[-1][:2], None, *ROWS[-1][3:])]
    for order in both_ways(rows):
        assert proof(order, declared(ROWS)).breaks == ()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"status_filter": "Failed"}, "the statement was filtered to “Failed” rows"),
        ({"starts_at": START + 100}, "some rows lie outside the period that the statement declares"),
        ({"ends_at": START + 100}, "some rows lie outside the period that the statement declares"),
    ],
)
def test_a_statement_that_does_not_cover_its_period_is_partial(told, words):
    found = proof(ROWS, replace(declared(ROWS), **told))
    assert (found.state, found.notes) == (BalanceState.PARTIAL, (words,))


@pytest.mark.parametrize("status_filter", ["All", "Completed", ""])
def test_usual_filters_leave_nothing_out(status_filter):
    told = replace(declared(ROWS), status_filter=status_filter, starts_at=START, ends_at=START + 9_999)
    assert proof(ROWS, told).state is BalanceState.PROVEN


# ---------------------------------------------------------------- holes


@pytest.mark.parametrize("gone", range(len(ROWS)))
def test_a_row_removed_is_a_hole_of_its_amount(gone):
    told = replace(declared(ROWS), starts_at=START, ends_at=START + 9_999)
    rows = ROWS[:gone] + ROWS[gone + 1 :]
    for order in both_ways(rows):
        found = proof(order, told)
        assert found.state is BalanceState.BROKEN
        after, before = (ROWS[gone - 1] if gone else None), (ROWS[gone + 1] if gone + 1 < len(ROWS) else None)
        assert found.breaks == (
            Break(
                after[0] if after else "",
                before[0] if before else "",
                after[3] if after else START,
                before[3] if before else START + 9_999,
                ROWS[gone][1],
            ),
        )


@pytest.mark.parametrize("changed", range(len(ROWS)))
def test_a_row_altered_by_a_shilling_is_found(changed):
    rows = [*ROWS]
    rows[changed] = (rows[changed][0], rows[changed][1] + 100, *rows[changed][2:])
    for order in both_ways(rows):
        found = proof(order, declared(ROWS))
        assert found.state is BalanceState.BROKEN
        assert [hole.amount_cents for hole in found.breaks] == [-100]
        assert found.breaks[0].before == rows[changed][0]


def test_the_walk_goes_on_behind_a_hole():
    rows = [row for number, row in enumerate(ROWS) if number not in (1, 4)]
    found = proof(rows, declared(ROWS))
    assert [(hole.after, hole.before, hole.amount_cents) for hole in found.breaks] == [
        ("TK5A000000", "TK5A000002", -500),
        ("TK5A000003", "TK5A000005", 25_000_000),
    ]


def test_declared_edges_that_disagree_are_holes():
    found = proof(ROWS, replace(declared(ROWS), opening_cents=90_000))
    assert found.breaks == (Break("", "TK5A000000", None, ROWS[0][3], 10_000),)
    found = proof(ROWS, replace(declared(ROWS), closing_cents=0))
    assert found.breaks == (Break("TK5A000006", "", ROWS[-1][3], None, -304_500),)
    assert (found.opening_cents, found.closing_cents) == (100_000, 0)


def test_a_walk_over_nonsense_stops():
    rows: list[Row] = [(f"TK5A{n:06d}", 100, Random(n).randrange(10**9), START + n, n + 1) for n in range(5_000)]
    found = proof(rows, Declared("org_legacy_csv"))
    assert found.state is BalanceState.BROKEN
    assert len(found.breaks) == 1_000
    assert "more than 1,000 places" in found.notes[0]


# ---------------------------------------------------------------- order


LEGS = chained(
    [(60, 500), (60, 150_000), (0, -500), (0, -20_000), (60, 700)],
    receipts=["TK5AAAAAA1", "TK5AAAAAA2", "TK5AAAAAA2", "TK5AAAAAA2", "TK5AAAAAA3"],
)


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
@pytest.mark.parametrize("balances", ["own", "in printed order", "all the same", "all the same as after"])
def test_legs_of_a_receipt_may_stand_in_any_order(order, balances):
    legs = [LEGS[1 + number] for number in order]
    if balances == "in printed order":
        legs = [(*leg[:2], LEGS[1 + number][2], *leg[3:]) for number, leg in enumerate(legs)]
    if balances.startswith("all the same"):
        legs = [(*leg[:2], LEGS[3][2], *leg[3:]) for leg in legs]
    rows = [LEGS[0], *legs, LEGS[4]]
    for way in both_ways(rows):
        assert proof(way, declared(LEGS)) == BalanceProof(BalanceState.PROVEN, 100_000, LEGS[-1][2])
    for way in both_ways(rows[1:]):
        assert proof(way, declared(LEGS[1:], opening=None)) == BalanceProof(BalanceState.PARTIAL, 100_500, LEGS[-1][2])


@pytest.mark.parametrize("changed", range(5))
def test_a_leg_altered_is_one_exact_hole(changed):
    rows = [*LEGS]
    rows[changed] = (rows[changed][0], rows[changed][1] + 100, *rows[changed][2:])
    for way in both_ways(rows):
        assert [hole.amount_cents for hole in proof(way, declared(LEGS)).breaks] == [-100]


@pytest.mark.parametrize("gone", range(5))
def test_a_leg_removed_is_one_exact_hole(gone):
    for way in both_ways(LEGS[:gone] + LEGS[gone + 1 :]):
        assert [hole.amount_cents for hole in proof(way, declared(LEGS)).breaks] == [LEGS[gone][1]]


def test_rows_that_lead_nowhere_from_the_balance_before_are_no_order():
    assert holds(0, [100, 100, -100], [100, 200, 100])
    assert not holds(0, [100, 100, -100], [100, 600, 500])
    assert not holds(0, [100] + [100, -100] * 10, [100] + [600, 500] * 10)


@pytest.mark.parametrize("seed", range(20))
def test_lines_of_one_second_may_stand_in_any_order(seed):
    rows = chained([(60, 100)] + [(0, cents) for cents in (500, 700, -300, 500, 25_000, -1)] + [(60, 100)])
    block = rows[1:-1]
    Random(seed).shuffle(block)
    for way in both_ways([rows[0], *block, rows[-1]]):
        assert proof(way, declared(rows)).state is BalanceState.PROVEN


@pytest.mark.parametrize("seed", range(5))
def test_a_long_second_in_any_order(seed):
    rows = chained([(0, 100 * number) for number in range(1, 300)])
    random = Random(seed)
    block = rows[:]
    random.shuffle(block)
    assert proof(renumbered(block), declared(rows)).state is BalanceState.PROVEN
    missing = block.pop(17)
    found = proof(renumbered(block), declared(rows))
    assert found.state is BalanceState.BROKEN
    assert sum(hole.amount_cents for hole in found.breaks) == missing[1]


def test_a_hole_in_front_of_shuffled_legs_has_its_exact_amount():
    rows = [LEGS[2], LEGS[3], LEGS[1], LEGS[4]]
    found = proof(renumbered(rows), declared(LEGS))
    assert [hole.amount_cents for hole in found.breaks] == [500]


def test_when_all_times_are_equal_the_better_direction_counts():
    rows: list[Row] = [(*row[:3], START, row[4]) for row in ROWS]
    for way in both_ways(rows):
        assert proof(way, declared(ROWS)).state is BalanceState.PROVEN


def test_daily_exports_pasted_one_below_another():
    days = chained([(3_600, 100 * number) for number in range(1, 60)])
    pasted = [*days[:20][::-1], *days[20:40][::-1], *days[40:][::-1]]
    assert proof(renumbered(pasted), declared(days)).state is BalanceState.PROVEN


def test_stretches_may_come_out_of_order():
    walk = ChainWalk()
    for row in (*ROWS[4:], *ROWS[:4]):
        walk.add(row[0], row[1], row[2], row[3], row[4])
    assert walk.finish(declared(ROWS), rejected=0, previous_closing_cents=None).state is BalanceState.PROVEN


def test_a_line_end_inside_a_receipt_is_no_end_of_one():
    rows = [("TK5A\n00000" if at == 2 else row[0], *row[1:]) for at, row in enumerate(ROWS)]
    assert rows[5][2] is not None
    rows[5] = (rows[5][0], rows[5][1], rows[5][2] + 700, *rows[5][3:])
    found = proof(rows, declared(ROWS))
    assert [(hole.after, hole.before, hole.amount_cents) for hole in found.breaks] == [
        (ROWS[4][0], ROWS[5][0], 700),
        (ROWS[5][0], ROWS[6][0], -700),
    ]


def test_many_single_rows_are_kept_in_step():
    rows = chained([(60, 100)] * 2_500)
    del rows[1_700]
    walk = ChainWalk()
    for row in renumbered(rows):
        walk.extend([row])
    (hole,) = walk.finish(declared(rows, opening=None), rejected=0, previous_closing_cents=None).breaks
    assert (hole.after, hole.before, hole.amount_cents) == ("TK5A001699", "TK5A001701", 100)
    assert walk.line_of("TK5A001701") == 1_701


def test_a_long_second_out_of_order_is_put_in_the_order_of_its_lines():
    rows = chained([(0, 100 * number) for number in range(1, 80)])
    found = proof([*rows[40:], *rows[:40]], declared(rows, opening=None))
    assert found == BalanceProof(BalanceState.PARTIAL, 100_000, rows[-1][2])


def test_two_ledgers_have_a_chain_each():
    other = chained([(30, 25_200_000), (60, -25_200_000)], opening=0, receipts=["TK5A000006", "TK5B000000"])
    own, working = ChainWalk(), ChainWalk()
    for row in sorted([*ROWS, *other], key=lambda row: row[3] or 0):
        (working if row in other else own).extend([row])
    assert own.finish(declared(ROWS), rejected=0, previous_closing_cents=None).state is BalanceState.PROVEN
    assert (
        working.finish(declared(other, opening=0), rejected=0, previous_closing_cents=None).state is BalanceState.PROVEN
    )


# ---------------------------------------------------------------- any chain

moves = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-300, 300).map(lambda number: number * 50).filter(bool)),
    min_size=1,
    max_size=30,
)


@given(moves, st.booleans())
def test_any_chain_is_proven(some, is_newest_first):
    rows = chained(some)
    assert proof(both_ways(rows)[is_newest_first], declared(rows)).state is BalanceState.PROVEN


@given(moves, st.data(), st.booleans())
def test_any_row_removed_is_found_with_its_amount(some, data, is_newest_first):
    rows = chained(some)
    gone = data.draw(st.integers(0, len(rows) - 1))
    left = rows[:gone] + rows[gone + 1 :]
    found = proof(both_ways(left)[is_newest_first], declared(rows))
    if left:
        assert found.state is BalanceState.BROKEN
        assert sum(hole.amount_cents for hole in found.breaks) == rows[gone][1]
    else:
        assert found.state is not BalanceState.PROVEN


@given(moves, st.data(), st.integers(1, 10**6), st.booleans(), st.booleans())
def test_any_amount_altered_is_found_exactly(some, data, by, is_more, is_newest_first):
    rows = chained(some)
    which = data.draw(st.integers(0, len(rows) - 1))
    altered = [*rows]
    difference = by if is_more else -by
    altered[which] = (rows[which][0], rows[which][1] + difference, *rows[which][2:])
    found = proof(both_ways(altered)[is_newest_first], declared(rows))
    assert found.state is BalanceState.BROKEN
    assert sum(hole.amount_cents for hole in found.breaks) == -difference


@given(st.lists(st.integers(-300, 300).filter(bool), min_size=1, max_size=25, unique=True), st.data(), st.booleans())
def test_a_single_hole_is_told_as_one_where_every_line_has_its_own_second(amounts, data, is_newest_first):
    rows = chained([(1, cents * 100) for cents in amounts])
    gone = data.draw(st.integers(0, len(rows) - 1))
    left = rows[:gone] + rows[gone + 1 :]
    if left:
        found = proof(both_ways(left)[is_newest_first], declared(rows))
        if len(left) > 1:  # one line alone has no direction, but its hole is the same
            assert [hole.after for hole in found.breaks] == [rows[gone - 1][0] if gone else ""]
        assert [hole.amount_cents for hole in found.breaks] == [rows[gone][1]]
