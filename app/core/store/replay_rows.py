"""Rows of ``transactions`` made from a page of the log: a line that nothing else speaks of as it is, the rest resolved.

Most receipts are told once, or once a role; what ``identity.resolve`` would answer for them is the line itself, and a
whole page of such lines is turned into columns in a few calls. Nothing here is shared with the columns that an import
writes (``actions/line_columns.py``), so that comparing the two proves both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import compress, groupby
from typing import Any, NamedTuple

import orjson

from app.core import identity
from app.core.receipts import year_told_by
from app.core.statement import Role
from app.core.store.views import Group, claim_of, transaction_row


class Line(NamedTuple):
    """A recorded movement, in the order in which ``replay`` reads its columns of ``events``."""

    receipt: str
    wallet_id: int
    seq: int
    document_id: int
    amount_cents: int
    balance_cents: int | None
    completed_at: int
    body: str


class Rows(NamedTuple):
    """What a page makes: columns of ``transactions`` ([] for no rows), and rows of ``conflicts``."""

    columns: Sequence[Sequence[Any]]
    contradictions: Sequence[tuple[int, int, str]]


def rows_of(page: Sequence[tuple[Any, ...]]) -> list[Rows]:
    """All rows that these lines make. The page (not empty, sorted by receipt and wallet) holds each receipt whole."""
    receipts, wallet_ids, *_, bodies = zip(*page, strict=True)
    told = list(map(orjson.loads, bodies))
    groups = list(zip(wallet_ids, receipts, strict=True))
    crowded = _crowded(groups, [body[0] for body in told])
    if not crowded:
        return [Rows(_columns_alone(page, told), ())]
    is_crowded = [group in crowded for group in groups]
    made = [_resolved([Line._make(row) for row in compress(page, is_crowded)])]
    if not all(is_crowded):
        is_alone = [not one for one in is_crowded]
        made.append(Rows(_columns_alone(list(compress(page, is_alone)), list(compress(told, is_alone))), ()))
    return made


def _crowded(groups: Sequence[Group], roles: Sequence[str]) -> set[Group]:
    """The groups to be looked at together: a role stands twice, or a line whose wording was not known is not alone."""
    claims = list(zip(groups, roles, strict=True))
    crowded: set[Group] = set()
    if len(set(claims)) < len(claims):
        crowded.update(group for (group, _), count in Counter(claims).items() if count > 1)
    if Role.OTHER in roles:
        sizes = Counter(groups)
        crowded.update(group for group, role in claims if role == Role.OTHER and sizes[group] > 1)
    return crowded


def _resolved(lines: Sequence[Line]) -> Rows:
    rows, contradictions = [], []
    for group, found in groupby(lines, key=lambda line: (line.wallet_id, line.receipt)):
        for movement in identity.resolve([claim_of(line) for line in found]):
            rows.append(transaction_row(movement, group=group))
            contradictions += [(movement.id, seq, reason) for seq, reason in movement.contradictions]
    return Rows(list(zip(*rows, strict=True)), contradictions)


def _columns_alone(lines: Sequence[tuple[Any, ...]], told: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Each line a movement of its own; ``told`` are their bodies, as ``views.claim_of`` reads them."""
    receipts, wallet_ids, seqs, _, amounts, balances, times, _ = zip(*lines, strict=True)
    roles, initiated, kinds, names, phones, references, linked, details, warnings, proofs, positions = zip(
        *told, strict=True
    )
    states = {role: identity.state_of(role) for role in set(roles)}
    return [
        seqs,
        list(map(year_told_by, receipts)),
        wallet_ids,
        receipts,
        roles,
        [identity.IN if cents >= 0 else identity.OUT for cents in amounts],
        [0] * len(lines),
        list(map(abs, amounts)),
        times,
        positions,
        initiated,
        balances,
        kinds,
        names,
        phones,
        references,
        [receipt or None for receipt in linked],
        details,
        proofs,
        [states[role] for role in roles],
        [orjson.dumps([warning]).decode() if warning else None for warning in warnings],
        [None] * len(lines),
    ]
