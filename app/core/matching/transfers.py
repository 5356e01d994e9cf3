"""Money moved between own accounts: each transfer sees its mirror in the other wallet or at the bank.

Nothing is paired where a second mirror would do as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.core.items import TransactionKey

LATEST_DAYS = 5
"""A sweep is at the bank the same day or within the next working days; a weekend and a holiday fit in
(daily report notes, section 1: the sweep follows its own clock)."""


class Moved(NamedTuple):
    """A sweep or payout of a wallet. ``day`` is the day number; cents are positive."""

    key: TransactionKey
    amount_cents: int
    day: int


class BankMove(NamedTuple):
    """A line of the bank's statement; cents are positive for money that came in there."""

    key: str
    amount_cents: int
    day: int
    text: str


class Pair(NamedTuple):
    """A transfer and its mirror: in another wallet (``mirror``) or at the bank (``bank_key``); the other is empty."""

    key: TransactionKey
    mirror: TransactionKey | None
    bank_key: str
    days_between: int


class Paired(NamedTuple):
    """The pairs found, and for each transfer left over with several mirrors how many there were."""

    pairs: tuple[Pair, ...]
    doubtful: dict[TransactionKey, int]


def pair_transfers(moves: Sequence[Moved], bank: Iterable[BankMove]) -> Paired:
    """Pair what left one own account with what reached another: by receipt between wallets, then at the bank."""
    pairs = list(_between_wallets(moves))
    done = {pair.key for pair in pairs} | {pair.mirror for pair in pairs}
    left = [move for move in moves if move.key not in done]
    at_bank, doubtful = _at_bank(left, list(bank))
    return Paired(tuple(pairs + at_bank), doubtful)


def _between_wallets(moves: Sequence[Moved]) -> Iterable[Pair]:
    """The same receipt and amount, out of one wallet and into another (domain notes, section 4)."""
    by_receipt: dict[tuple[str, int], list[Moved]] = defaultdict(list)
    for move in moves:
        by_receipt[move.key.receipt, move.amount_cents].append(move)
    for group in by_receipt.values():
        outs = [move for move in group if move.key.direction == "out"]
        ins = [move for move in group if move.key.direction == "in"]
        if len(outs) == len(ins) == 1 and outs[0].key.wallet_id != ins[0].key.wallet_id:
            yield Pair(outs[0].key, ins[0].key, "", ins[0].day - outs[0].day)


def _at_bank(moves: Sequence[Moved], bank: Sequence[BankMove]) -> tuple[list[Pair], dict[TransactionKey, int]]:
    """Bank lines of the very amount: named by their text first, then the only one in the days after.

    Where equal sweeps want the same lines, all of them are doubtful.
    """
    by_amount: dict[int, list[BankMove]] = defaultdict(list)
    for line in bank:
        by_amount[line.amount_cents].append(line)
    pairs: list[Pair] = []
    taken: set[str] = set()
    for move in moves:
        named = [line for line in by_amount[_at_the_bank(move)] if move.key.receipt in line.text.upper()]
        if len(named) == 1 and named[0].key not in taken:
            taken.add(named[0].key)
            pairs.append(Pair(move.key, None, named[0].key, named[0].day - move.day))
    done = {pair.key for pair in pairs}
    open_moves = [move for move in moves if move.key not in done]
    fitting = {
        move.key: [line for line in by_amount[_at_the_bank(move)] if line.key not in taken and _fits(move, line)]
        for move in open_moves
    }
    wanted: dict[str, int] = defaultdict(int)
    for lines in fitting.values():
        for line in lines:
            wanted[line.key] += 1
    doubtful: dict[TransactionKey, int] = {}
    for move in open_moves:
        lines = fitting[move.key]
        if len(lines) == 1 and wanted[lines[0].key] == 1:
            pairs.append(Pair(move.key, None, lines[0].key, lines[0].day - move.day))
        elif lines:
            doubtful[move.key] = len(lines)
    return pairs, doubtful


def _at_the_bank(move: Moved) -> int:
    """What the bank shows: money out of a wallet comes in there."""
    return move.amount_cents if move.key.direction == "out" else -move.amount_cents


def _fits(move: Moved, line: BankMove) -> bool:
    late = line.day - move.day if move.key.direction == "out" else move.day - line.day
    return 0 <= late <= LATEST_DAYS
