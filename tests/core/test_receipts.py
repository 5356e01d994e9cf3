"""Receipt numbers: their shape, the day in their letters, and the spellings people give them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import receipts

CODES = st.from_regex(r"[A-Z][A-Z0-9]{9}", fullmatch=True)


@pytest.mark.parametrize("code", ["TK5AB1K2M1", "UGFABCDEFG", "Y29DW127", "EV52AY844", "ABCDEFGHIJKL"])
def test_what_looks_like_a_receipt(code: str) -> None:
    assert receipts.looks_like_receipt(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "TK5AB1K",
        "TK5AB1K2M1XYZ",
        "5K5AB1K2M1",
        "tk5ab1k2m1",
        "TK5 AB1K2M1",
        "ws_CO_1911",
        "TK5AB1K2M1\n",
        "ТК5AB1K2M1",
    ],
)
def test_what_does_not(code: str) -> None:
    assert not receipts.looks_like_receipt(code)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("JGU0000000", date(2015, 7, 30)),
        ("LJI0000000", date(2017, 10, 18)),
        ("OAV0000000", date(2020, 1, 31)),
        ("RKL51ZDR4F", date(2023, 11, 21)),
        ("UGNNJ0HDMR", date(2026, 7, 23)),
        ("A910000000", None),
        ("TB0AB1K2M1", None),
        ("TBVAB1K2M1", None),
        ("TM5AB1K2M1", None),
        ("TKWAB1K2M1", None),
        ("Y29DW127", None),
        ("TK5AB1K2M1X", None),
    ],
)
def test_the_day_in_the_letters(code: str, told: date | None) -> None:
    assert receipts.day_told_by(code) == told


@given(st.dates(date(2015, 1, 1), date(2031, 12, 31)))
def test_letters_and_day_agree_both_ways(day: date) -> None:
    letters = receipts.letters_for(day)
    assert receipts.day_told_by(letters + "AB1K2M1") == day
    assert receipts.year_told_by(letters + "AB1K2M1") == day.year
    assert letters in receipts.letters_around(day)
    assert letters in receipts.letters_around(day + timedelta(days=1))


def test_letters_outside_their_years_are_none() -> None:
    assert receipts.letters_for(date(2014, 12, 31)) == receipts.letters_for(date(2032, 1, 1)) == ""
    assert receipts.letters_around(date(2015, 1, 1)) == {"", "JA1", "JA2"}


@pytest.mark.parametrize(
    ("code", "year"), [("TK5AB1K2M1", 2025), ("A" * 10, 0), ("5K5AB1K2M1", 0), ("Y29DW127", 0), ("", 0)]
)
def test_the_year(code: str, year: int) -> None:
    assert receipts.year_told_by(code) == year


# ---------------------------------------------------------------- spellings


@pytest.mark.parametrize(
    "text", ["TK5AB1K2M1", "tk5ab1k2m1", " tk5 ab1-k2m1 ", "TK5–AB1·K2M1", "tk5/ab1/k2m1.", "“TK5AB1K2M1”"]
)
def test_as_typed(text: str) -> None:
    assert receipts.as_typed(text) == "TK5AB1K2M1"


def test_spellings_nearest_first_and_never_twice() -> None:
    found = receipts.spellings("tk5 zzizzzz")
    assert found == ("TK5ZZIZZZZ", "TKSZZIZZZZ", "TK5ZZ1ZZZZ", "TKSZZ1ZZZZ")
    assert receipts.spellings("TKZZZZZZZZ") == ("TKZZZZZZZZ",)


def test_a_first_sign_that_must_be_a_letter_is_made_one() -> None:
    assert receipts.spellings("5ZZZZZZZZZ") == ("SZZZZZZZZZ",)
    assert receipts.spellings("BZZZZZZZZZ") == ("BZZZZZZZZZ",)


@pytest.mark.parametrize("text", ["", "TK5", "ALICE TESTER JUNIOR", "254712345678", "TK5AB1K", "TÉÉÉÉÉÉÉÉÉ"])
def test_what_has_no_spelling(text: str) -> None:
    assert receipts.spellings(text) == ()


def test_spellings_are_bounded() -> None:
    assert (
        len(receipts.spellings("OISB0158OI")) == receipts.MOST_SPELLINGS == len(set(receipts.spellings("OISB0158OI")))
    )
    assert len(receipts.spellings("OISB0158OISB")) == receipts.MOST_SPELLINGS
    assert receipts.spellings("OISB0158OI", most=3) == ("OISB0158OI", "O1SB0158OI", "OI5B0158OI")


@given(CODES, st.data())
def test_any_confusion_of_letters_and_digits_is_a_spelling(code: str, data: st.DataObject) -> None:
    confused = "".join(
        data.draw(st.sampled_from([sign, receipts._LOOK_ALIKE.get(sign, sign)])) if at else sign
        for at, sign in enumerate(code)
    )
    assert code in receipts.spellings(confused.lower())
    assert receipts.spellings(code)[0] == code


def test_two_or_three_letters_tell_a_month_or_a_day() -> None:
    assert receipts.days_begun("TK") == (date(2025, 11, 1), date(2025, 11, 30))
    assert receipts.days_begun("TB") == (date(2025, 2, 1), date(2025, 2, 28))
    assert receipts.days_begun("TKV") is None, "November has no 31st"
    assert receipts.days_begun("TK5") == (date(2025, 11, 5), date(2025, 11, 5))
    for no_month in ("", "T", "TM", "T5", "5K", "TK5A", "al", "TKZ"):
        assert receipts.days_begun(no_month) is None, no_month
