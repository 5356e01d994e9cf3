"""Tables whose headings nobody knows: refused with what a person needs to say which column is which, then read."""

from __future__ import annotations

import pytest

from app.core.errors import ColumnsUnknown, DocumentRefused
from app.core.reading import read_guarded
from app.core.sources import Payload, read
from app.core.statement import Corrections, WalletKey
from tests.core.edited_files import portal_grid
from tests.core.statement_files import Whole, csv_bytes, joined, nothing_known, xlsx_bytes

NAMES = ("receipt", "completed", "details", "status", "paid_in", "withdrawn", "balance")
CHOSEN = Corrections(columns={name: at for at, name in enumerate(NAMES)})
STRANGE = ["code of it", "when", "what", "how", "plus", "minus", "then"]
WALLET = WalletKey("4000001", "Utility")


def grid_under(*heads: list[str]) -> list[list[str]]:
    return [*heads, *portal_grid()[1:]]


def payload_of(grid: list[list[str]], corrections: Corrections | None = None, *, name: str = "s.csv") -> Payload:
    data = xlsx_bytes(grid) if name.endswith("xlsx") else csv_bytes(grid)
    return Payload(name, data=data, corrections=corrections or Corrections())


def lines_of(payload: Payload) -> Whole:
    return joined(read_guarded(payload, wallet=WALLET).lines(nothing_known))


def refused(payload: Payload) -> ColumnsUnknown:
    with pytest.raises(ColumnsUnknown) as caught:
        read_guarded(payload)
    return caught.value


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ([STRANGE], "headings that are not known"),
        ([["My shop, November"], STRANGE], "headings that are not known"),
        ([], "no headings"),
    ],
    ids=["strange", "under a title", "none"],
)
def test_refused_with_what_is_to_be_chosen_and_read_once_it_is(name: str, heads: list[list[str]], said: str) -> None:
    grid = grid_under(*heads)
    error = refused(payload_of(grid, name=name))
    assert said in error.title
    assert "Import page" in error.hint
    assert error.header == tuple(heads[-1] if heads else [""] * 7)
    assert error.sample == tuple(portal_grid()[1])
    assert dict(error.columns) == {"receipt": 0, "completed": 1}
    found = lines_of(payload_of(grid, CHOSEN, name=name))
    assert len(found.observations) == len(portal_grid()) - 1
    usual = lines_of(payload_of(portal_grid()))
    assert [(o.receipt, o.amount_cents, o.balance_cents, o.completed_at) for o in found.observations] == [
        (o.receipt, o.amount_cents, o.balance_cents, o.completed_at) for o in usual.observations
    ]


def test_headings_that_tell_are_proposed() -> None:
    error = refused(
        payload_of(grid_under(["code of it", "when", "Description", "how", "Money in", "minus", "Balance"]))
    )
    assert dict(error.columns) == {"receipt": 0, "completed": 1, "details": 2, "paid_in": 4, "balance": 6}


@pytest.mark.parametrize(
    "grid",
    [
        [["Date", "Description", "Debit"], ["05/11/2025 08:01:10", "Fee", "50.00"]],
        [["a", "b", "c"], ["TK5AB1K2M1", "05/11/2025 08:01:10", "50.00"]],
        [["a", "b", "c", "d", "e"], ["CUSTOMER", "05/11/2025 08:01:10", "50.00", "", ""]],
        [["a", "b", "c", "d", "e"], ["TK5AB1K2M1", "05/11/2025", "50.00", "", ""]],
    ],
    ids=["no receipts", "too few columns", "words", "days without times"],
)
def test_no_choice_where_none_could_help(grid: list[list[str]]) -> None:
    with pytest.raises(DocumentRefused) as caught:
        read(payload_of(grid))
    assert not isinstance(caught.value, ColumnsUnknown)


def test_a_choice_that_leads_nowhere_is_refused_again() -> None:
    wrong = Corrections(columns=dict(CHOSEN.columns) | {"receipt": 1})
    assert refused(payload_of(grid_under(STRANGE), wrong)).sample[0] == portal_grid()[1][0]
