"""Rows read by whole columns come out as rows read one by one, wherever the document is cut into pieces and parts."""

from __future__ import annotations

import pytest
import xxhash
from hypothesis import example, given
from hypothesis import strategies as st

from app.core import money
from app.core.sources import document, text
from app.core.sources.cells import BAD, NOTHING, Amounts, Clocks, Days, cents_of, instants, moment, sides
from app.core.sources.families import layouts
from app.core.sources.parties import Parties, accounts, usual_parties
from tests.core.statement_files import LEGACY_HEADER, legacy_bytes, legacy_row, read_all

# ---------------------------------------------------------------- pieces and parts


def rows_of_every_kind(count):
    """Rows of which some are odd: failed, unreadable, quoted, of two lines, blank, a header again."""
    rows = []
    for n in range(count):
        receipt = f"TK5AB{n:05d}"
        odd = {
            3: {"status": "Failed", "paid_in": ""},
            11: {"paid_in": "1.2.3"},
            17: {"account": "a, b"},
            23: {"account": "two\nlines"},
            29: {"paid_in": "0.50"},
            31: {"time": "05-11-2025 24:00:00"},
            37: {"party": "700100 - A - 25470****001"},
            38: {"party": "804080-Boost"},
        }.get(n % 41, {})
        rows.append(legacy_row(receipt=receipt, **odd))
        if n % 100 == 50:
            rows.append(LEGACY_HEADER)
    return rows


@pytest.mark.parametrize(("piece", "part"), [(700, 3), (2_000, 7), (10_000, 64)])
def test_where_it_is_cut_changes_nothing(monkeypatch, piece, part):
    data = legacy_bytes(*rows_of_every_kind(420))
    monkeypatch.setattr(document, "PART_ROWS", 1 << 30)
    declared, whole = read_all(data)
    assert len(whole.observations) > 350
    assert whole.ignored
    assert whole.rejected
    monkeypatch.setattr(text, "PIECE_BYTES", piece)
    monkeypatch.setattr(document, "PART_ROWS", part)
    assert read_all(data) == (declared, whole)


def test_only_the_last_row_can_be_cut(monkeypatch):
    monkeypatch.setattr(document, "PART_ROWS", 1)
    rows = [legacy_row(receipt=f"TK5AB1K2A{n}") for n in range(4)]
    rows[1][-1] = "KE"
    _, lines = read_all(legacy_bytes(*rows).rstrip(b"\r\n"))
    assert len(lines.observations) == 4


def test_a_digest_is_that_of_the_line_and_its_layout():
    row = legacy_row(account=" é1")
    _, lines = read_all(legacy_bytes(row))
    layout = next(layouts(LEGACY_HEADER))
    line = ",".join(row).encode()
    assert lines.observations[0].digest == xxhash.xxh3_64_intdigest(line, seed=layout.seed) - (1 << 63)


# ---------------------------------------------------------------- columns

_DIGITS = st.text("0123456789", max_size=14)
_AMOUNT = st.one_of(
    st.just(""),
    st.integers(-(10**14) + 1, 10**14 - 1).map(money.plain),
    st.integers(-200, 200).map(money.plain),
    st.builds("{}{}.{}".format, st.sampled_from(["", "-", "+", "--"]), _DIGITS, _DIGITS.map(lambda text: text[:3])),
    st.text("0123456789.-, ,٣_", max_size=6),
)


def cents_alone(text, blank):
    """Cents of one cell by the careful road."""
    if not text or text.isspace():
        return blank
    try:
        return money.cents_from_text(text)
    except ValueError:
        return BAD


@example(["-.50", "1.00"], 0)
@example([".50", "1.00"], 0)
@example(["1234567890123.00", "1.00"], 0)
@example(["-0.05", "0.00", "007.10", ""], NOTHING)
@given(st.lists(_AMOUNT, min_size=1, max_size=6), st.sampled_from([0, NOTHING]))
def test_amounts_of_a_column_are_those_of_its_cells(texts, blank):
    assert cents_of(texts, Amounts(), blank=blank) == [cents_alone(text, blank) for text in texts]


@given(st.lists(st.tuples(_AMOUNT, _AMOUNT), min_size=1, max_size=4))
def test_sides_taken_together_are_those_taken_apart(rows):
    found = sides(*zip(*rows, strict=True))
    if found is None:
        return
    apart = [(cents_alone(paid, 0), cents_alone(drawn, 0)) for paid, drawn in rows]
    assert found == [paid + drawn for paid, drawn in apart]
    assert all((paid > 0 and drawn == 0) or (paid == 0 and drawn < 0) for paid, drawn in apart)
    assert BAD not in {cents for row in apart for cents in row}


def test_usual_sides_are_taken_together():
    assert sides(["5.00", "", "0.50"], ["", "-1100.00", ""]) == [500, -110_000, 50]
    assert sides(["-5.00", ""], ["", "5.00"]) is None
    assert sides(["5.00", "0.00"], ["0.00", "-5.00"]) is None
    assert sides(["5.00", "0.00"], ["", ""]) is None
    assert sides(["5.00", ""], ["", ""]) is None


_TIME = st.one_of(
    st.builds(
        "{:02d}{}{:02d}{}2025{}{:02d}:{:02d}:{:02d}".format,
        st.integers(0, 12), st.sampled_from("-/"), st.integers(1, 12), st.sampled_from("-/"), st.sampled_from("  T"),
        st.integers(0, 25), st.integers(0, 61), st.integers(0, 61),
    ),
    st.sampled_from(["2025-11-05 08:01", "05-11-2025 8:01:10 ", "05-11-2025 0٣:01:10", "05-11-2025,08:01:10"]),
)  # fmt: skip


@given(st.lists(_TIME, min_size=1, max_size=4))
def test_instants_of_a_column_are_those_of_its_cells(texts):
    found = instants(texts, Days(), Clocks())
    assert [min(at, BAD) for at in found] == [min(instants([text], Days(), Clocks())[0], BAD) for text in texts]
    assert all(at >= BAD or at == moment(text) for at, text in zip(found, texts, strict=True))


_PARTY = st.one_of(
    st.sampled_from(["SP", "25470****001 - ALICE TESTER", "4000002 - BIZ - 254700", "804080-Boost", "7 - A", "*1 - A"]),
    st.text("7* -SP\x1f\n", min_size=1, max_size=9),
)


@given(st.lists(_PARTY, min_size=1, max_size=5))
def test_parties_of_a_column_are_those_of_its_cells(infos):
    usual = usual_parties(infos)
    if usual is not None:
        assert list(zip(*usual, strict=True)) == [Parties()[info] for info in infos]


def test_usual_parties_are_taken_together():
    assert usual_parties(["SP", "SP", "25470****001 - A - B", "SP"]) is None
    assert usual_parties(["25470", "BIZ - 254700 - Z"]) is None
    assert usual_parties(["SP", "SP", "25470****001 - A"]) == (["", "", "25470****001"], ["", "", "A"])


@given(st.lists(st.text("a \t\n\u00a0", max_size=4), min_size=1, max_size=5))
def test_accounts_are_stripped_alike(column):
    assert accounts(column, [""] * len(column)) == [account.strip() for account in column]
