"""A page of lines made into rows by the quick road is what resolving each receipt makes, whatever stands on it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.identity import resolve
from app.core.statement import Proof, Role
from app.core.store.replay_rows import Line, rows_of
from app.core.store.tables import transactions
from app.core.store.views import claim_of, transaction_row

RECEIPTS = ("TK5Q74H8T2", "UK5Q74H8T3", "UK5Q74H8T4", "SHORT")
AT = 1_762_318_800

Row = tuple[Any, ...]


def line(seq: int, receipt: str = RECEIPTS[0], cents: int = 10_000, **told: Any) -> Line:
    """A statement's line; each is of a document of its own unless told."""
    place: dict[str, Any] = {"wallet_id": 1, "document_id": seq, "balance_cents": None, "completed_at": AT}
    said: dict[str, Any] = {
        "role": "payment", "initiated_at": None, "kind": "pay_bill", "name": "", "phone": "", "reference": "",
        "linked": "", "details": "", "warning": "", "proof": int(Proof.STATEMENT), "position": seq,
    }  # fmt: skip
    assert told.keys() <= place.keys() | said.keys()
    place |= {name: value for name, value in told.items() if name in place}
    said |= {name: value for name, value in told.items() if name in said}
    return Line(receipt=receipt, seq=seq, amount_cents=cents, body=orjson.dumps(list(said.values())).decode(), **place)


def in_page(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda one: (one.receipt, one.wallet_id))


def made(page: Sequence[Line]) -> tuple[list[Row], list[Row]]:
    """Rows and contradictions by the road of replay."""
    parts = rows_of(page)
    rows = [row for part in parts for row in zip(*part.columns, strict=True)]
    return sorted(rows), sorted(told for part in parts for told in part.contradictions)


def resolved(page: Sequence[Line]) -> tuple[list[Row], list[Row]]:
    """The same by resolving every receipt."""
    rows, contradictions = [], []
    for group, found in groupby(page, key=lambda one: (one.wallet_id, one.receipt)):
        for movement in resolve([claim_of(one) for one in found]):
            rows.append(transaction_row(movement, group=group))
            contradictions += [(movement.id, *told) for told in movement.contradictions]
    return sorted(rows), sorted(contradictions)


texts = st.sampled_from(["", "JOHN DOE", "J*** DOE", 'said "so"\n'])
sometimes = st.none() | st.integers(0, 3).map(lambda cents: cents * 100)


@st.composite
def pages(draw: st.DrawFn) -> list[Line]:
    """Few receipts, wallets, roles and amounts, so that lines meet each other in every way."""
    return in_page(
        [
            line(
                seq,
                draw(st.sampled_from(RECEIPTS)),
                draw(st.sampled_from([10_000, -10_000, 0, 700])),
                wallet_id=draw(st.integers(1, 2)),
                document_id=draw(st.integers(1, 3)),
                balance_cents=draw(sometimes),
                completed_at=AT + draw(st.sampled_from([0, 7, 100_000])),
                role=draw(st.sampled_from(list(Role))).value,
                initiated_at=draw(st.sampled_from([None, AT])),
                name=draw(texts),
                linked=draw(st.sampled_from(["", RECEIPTS[1]])),
                details=draw(texts),
                warning=draw(texts),
                proof=int(draw(st.sampled_from(list(Proof)))),
            )
            for seq in draw(st.permutations(range(1, draw(st.integers(1, 9)) + 1)))
        ]
    )


@given(page=pages())
def test_the_quick_road_is_what_resolving_makes(page: list[Line]) -> None:
    assert made(page) == resolved(page)


@pytest.mark.parametrize(
    ("others", "are_resolved"),
    [
        ([], False),
        ([line(2, cents=-500, role="charge")], False),
        ([line(2, wallet_id=2)], False),
        ([line(2)], True),
        ([line(2, role="other")], True),
    ],
    ids=["alone", "another role", "another wallet", "the same role", "a wording not known"],
)
def test_only_what_others_speak_of_is_resolved(
    monkeypatch: pytest.MonkeyPatch, others: list[Line], are_resolved: bool
) -> None:
    asked: list[Any] = []

    def noted(claims: list[Any]) -> Any:
        asked.append(claims)
        return resolve(claims)

    monkeypatch.setattr("app.core.identity.resolve", noted)
    rows_of(in_page([line(1), *others]))
    assert bool(asked) == are_resolved


def test_a_row_names_every_column_in_the_order_of_the_table() -> None:
    told = line(7, cents=-5_000, role="payout", name="JOHN", warning="odd", balance_cents=9, linked=RECEIPTS[1])
    ((row,), _) = made([told])
    named = dict(zip((column.name for column in transactions.columns), row, strict=True))
    assert (named["id"], named["year"], named["direction"], named["amount_cents"]) == (7, 2025, "out", 5_000)
    assert (named["party_name"], named["linked_receipt"], named["warnings"]) == ("JOHN", RECEIPTS[1], '["odd"]')
    assert (named["state"], named["provenance"], named["balance_cents"]) == ("pending_reconciliation", None, 9)
