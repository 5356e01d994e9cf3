"""Money: what is read as an amount and what is not, and how cents are written."""

from __future__ import annotations

import pytest

from app.core import money


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("1500", 150_000),
        (" 1,500.00 ", 150_000),
        ("250000.5", 25_000_050),
        ("-5", -500),
        ("-5.25", -525),
        ("-0.05", -5),
        ("1,234,567.89", 123_456_789),
        ("0007", 700),
        ("999999999999.99", 10**14 - 1),
    ],
)
def test_amounts(text: str, cents: int) -> None:
    assert money.cents_from_text(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "KES 5",
        "5 KES",
        "1e5",
        "1.5E+05",
        "1.234",
        "1,50",
        "15,00.00",
        ",500",
        "1,500,",
        "--5",
        "+5",
        "5-",
        "(5)",
        "٣",
        "１２",
        "1 500",
        ".5",
        "5.",
        "0x10",
        "nan",
        "inf",
        "1_000",
        "1.2.3",
        "1000000000000",
        "-1000000000000.00",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=r"not an amount|too large"):
        money.cents_from_text(text)


@pytest.mark.parametrize(
    ("cents", "plain", "shown"),
    [
        (0, "0.00", "0.00"),
        (5, "0.05", "0.05"),
        (150_000, "1500.00", "1,500.00"),
        (-150_000, "-1500.00", "−1,500.00"),
        (-5, "-0.05", "−0.05"),
    ],
)
def test_written(cents: int, plain: str, shown: str) -> None:
    assert (money.plain(cents), money.shown(cents)) == (plain, shown)
