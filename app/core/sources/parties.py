"""Who paid or was paid, and for which account, column by column: what Other Party Info, A/C No. and Details tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.core.sources import details as wording
from app.core.sources.edited.numbers import mask_of_rounded

_NUMBERS = re.compile(r"(?:(?:\d[\d*]*|SP)\n)*+", re.ASCII)
_REMEMBERED = 50_000


class Parties(dict[str, tuple[str, str]]):
    """Number and name by Other Party Info; forgotten when many have been met."""

    def __missing__(self, info: str) -> tuple[str, str]:
        """Read a party not met before."""
        if len(self) > _REMEMBERED:
            self.clear()
        mask = mask_of_rounded(info)
        found = self[info] = (mask, "") if mask else wording.party_told(info)
        return found


def accounts(column: Sequence[str] | None, words: Sequence[str]) -> list[str]:
    """The account of each row as the customer typed it: from its column, else from the end of Details."""
    found = [account.strip() for account in column] if column else [""] * len(words)
    if "" not in found:
        return found
    return [
        account or (wording.told_by_details(text)[2] if " Acc." in text else "")
        for account, text in zip(found, words, strict=True)
    ]


def usual_parties(infos: Sequence[str]) -> tuple[Sequence[str], Sequence[str]] | None:
    """Numbers and names of a column in which every cell is ``<number> - <NAME>`` or SP, else None."""
    phones, _, names = zip(*[info.partition(" - ") for info in infos], strict=True)
    joined = "\n".join(names)
    if not _NUMBERS.fullmatch("\n".join(phones) + "\n") or "\n " in joined or " \n" in joined:
        return None
    return (["" if phone == "SP" else phone for phone in phones] if "SP" in phones else phones), names


def pairs(found: list[tuple[str, str]]) -> tuple[Sequence[str], Sequence[str]]:
    """Numbers and names, a column each."""
    phones, names = zip(*found, strict=True)
    return phones, names
