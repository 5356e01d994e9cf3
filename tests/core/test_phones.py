"""Phone numbers: full, masked in every shape of the domain notes (section 6), and what is none."""

from __future__ import annotations

import pytest

from app.core import phones


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("0712345678", ("254712345678", "")),
        ("0112345678", ("254112345678", "")),
        ("254712345678", ("254712345678", "")),
        ("+254 712-345 678", ("254712345678", "")),
        ("712345678", ("254712345678", "")),
        ("112345678", ("254112345678", "")),
        ("25470****001", ("25470", "001")),
        ("070****001", ("25470", "001")),
        ("2547****111", ("2547", "111")),
        ("07****222", ("2547", "222")),
        ("254700***001", ("254700", "001")),
        ("0700***001", ("254700", "001")),
        ("2547******827", ("2547", "827")),
        ("07******764", ("2547", "764")),
        ("2547 ***** 126", ("2547", "126")),
        ("254••••••867", ("254", "867")),
        ("712345***", ("712345", "")),
        ("71234567*", ("71234567", "")),
    ],
)
def test_visible_parts(text: str, parts: tuple[str, str]) -> None:
    assert phones.visible_parts(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "***",
        "***001",
        "4000001",
        "812345678",
        "07123456789",
        "25471234567",
        "ab12",
        "e3b0c44298fc1c149afb",
        "٠٧١٢٣٤٥٦٧٨",
        "0712****345**1",
        "0712.345678",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert phones.visible_parts(text) is None
    assert phones.normalised(text) is None
    assert phones.digits_shown(text) == 0


def test_normalised_only_where_known_in_full() -> None:
    assert phones.normalised("0712345678") == "254712345678"
    assert phones.normalised("07****678") is None
    assert phones.normalised("712345***") is None


def test_the_richer_mask_shows_more() -> None:
    assert [phones.digits_shown(text) for text in ("0712345678", "254700***001", "25470****001", "07****001")] == [
        12,
        9,
        8,
        7,
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0712345678", "254712345678", True),
        ("0712345678", "0712345679", False),
        ("0712****678", "254712345678", True),
        ("0712****679", "254712345678", False),
        ("0713****678", "254712345678", False),
        ("25470****001", "0700***001", True),
        ("25470****001", "0700***002", False),
        ("25470****001", "0711***001", False),
        ("712345***", "0712345678", False),
        ("254712***", "0712345678", True),
        ("254712***", "254712345***", True),
        ("nobody", "0712345678", True),
        ("0712345678", "", True),
    ],
)
def test_could_be_same(one: str, other: str, same: bool) -> None:
    assert phones.could_be_same(one, other) is same
    assert phones.could_be_same(other, one) is same
