"""Whether printed balances follow from amounts in some order: for legs of one receipt, and for lines of one second."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

MOST_PERMUTED = 8
MOST_CANDIDATES = 50


def holds(base: int, amounts: Sequence[int], balances: Sequence[int]) -> bool:
    """Whether, from balance ``base``, the amounts in some order give exactly the printed balances.

    Each row's own balance is believed first; in small groups balances may also be printed on each other's rows, or be
    the same on all (what stood after the whole group).
    """
    end = base + sum(amounts)
    if all(balance == end for balance in balances):
        return True
    if _is_path(base, amounts, balances):
        return True
    return len(amounts) <= MOST_PERMUTED and _permutes(base, list(amounts), Counter(balances))


def base_for(amounts: Sequence[int], balances: Sequence[int]) -> int | None:
    """A balance before the group from which it holds, or None where there is none (or it is too large to try)."""
    if len(amounts) > MOST_CANDIDATES:
        return None
    total = sum(amounts)
    tries = [balance - cents for cents, balance in zip(amounts, balances, strict=True)]
    tries += [balance - total for balance in balances]
    return next((base for base in dict.fromkeys(tries) if holds(base, amounts, balances)), None)


def _is_path(base: int, amounts: Sequence[int], balances: Sequence[int]) -> bool:
    """Whether all rows, each leading from (its balance - its amount) to its balance, make one path from ``base``."""
    surplus: Counter[int] = Counter({base: -1})
    leads: defaultdict[int, list[int]] = defaultdict(list)
    for cents, balance in zip(amounts, balances, strict=True):
        leads[balance - cents].append(balance)
        surplus[balance - cents] += 1
        surplus[balance] -= 1
    surplus[base + sum(amounts)] += 1
    return not any(surplus.values()) and _reached(base, leads) >= leads.keys()


def _reached(base: int, leads: defaultdict[int, list[int]]) -> set[int]:
    reached, waiting = {base}, [base]
    while waiting:
        for balance in leads.get(waiting.pop(), ()):
            if balance not in reached:
                reached.add(balance)
                waiting.append(balance)
    return reached


def _permutes(base: int, amounts: list[int], balances: Counter[int]) -> bool:
    """Whether some order of the amounts passes through exactly these balances, on whichever row they are printed."""
    if not amounts:
        return True
    for cents in set(amounts):
        balance = base + cents
        if balances[balance] > 0:
            balances[balance] -= 1
            left = list(amounts)
            left.remove(cents)
            if _permutes(balance, left, balances):
                return True
            balances[balance] += 1
    return False
