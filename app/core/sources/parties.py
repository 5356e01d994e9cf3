"""Who paid or was paid, and for which account, column by column: what Other Party Info, A/C No. and Details tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.sources import details as wording
from app.core.sources.edited.numbers import mask_of_rounded

_OF_NUMBERS = b"0123456789*"
_MARK = "\x1f"
_SP = f"{_MARK} - SP - {_MARK}"
_NOBODY = f"{_MARK} -  -  - {_MARK}"
_REMEMBERED = 50_000


class Parties(dict[str, tuple[str, str]]):
    """Number and name by Other Party Info; forgotten when many have been met."""

    def __missing__(self, info: str) -> tuple[str, str]:
        """Read a party not met before."""
        if len(self) > _REMEMBERED:
            self.clear()
        mask = mask_of_rounded(info)
        told = self[info] = (mask, "") if mask else wording.party_told(info)
        return told

    def spoken_of(
        self, texts: Mapping[str, Sequence[str]], words: Sequence[str]
    ) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
        """Numbers and names of the parties, and accounts, a column each: from their columns, else from Details."""
        infos = texts.get("party") or texts.get("party_details")
        if infos is None and "account" not in texts:
            told = list(zip(*map(wording.told_by_details, words), strict=True))
            return told[0], told[1], told[2]
        phones, names = self._told_by(infos, texts.get("party_details", infos), words)
        return phones, names, accounts(texts.get("account"), words)

    def _told_by(
        self, infos: Sequence[str] | None, others: Sequence[str] | None, words: Sequence[str]
    ) -> tuple[Sequence[str], Sequence[str]]:
        if infos is None or others is None:
            return pairs([wording.told_by_details(text)[:2] for text in words])
        if "" not in infos:
            return usual_parties(infos) or pairs([self[info] for info in infos])
        return pairs(
            [
                self[info or other] if info or other else wording.told_by_details(text)[:2]
                for info, other, text in zip(infos, others, words, strict=True)
            ]
        )


def accounts(column: Sequence[str] | None, words: Sequence[str]) -> list[str]:
    """The account of each row as the customer typed it: from its column, else from the end of Details."""
    found = _stripped(column) if column else [""] * len(words)
    if "" in found:
        for place, account in enumerate(found):
            if not account and " Acc." in words[place]:
                found[place] = wording.told_by_details(words[place])[2]
    return found


def _stripped(column: Sequence[str]) -> list[str]:
    """The cells without blanks around them; where there is none but a blank before, all at once."""
    joined = "\n".join(("", *column)).replace("\n ", "\n")
    if joined.count("\n") == len(column) and "\n " not in joined and " \n" not in joined:
        found = joined[1:].split("\n")
        if "".join(column).isprintable() and not found[-1].endswith(" "):
            return found
    return [account.strip() for account in column]


def usual_parties(infos: Sequence[str]) -> tuple[Sequence[str], Sequence[str]] | None:
    """Numbers and names of a column in which every cell is ``<number> - <NAME>`` or SP, else None.

    A marker between the cells shows that none has more or fewer parts.
    """
    joined = f" - {_MARK} - ".join(("", *infos, ""))[3:-3]
    if " -  " in joined or "  - " in joined:
        return None
    if _SP in joined:
        joined = joined.replace(_SP, _NOBODY).replace(_SP, _NOBODY)
    parts, count = joined.split(" - "), len(infos) + 1
    if len(parts) != 3 * count - 2 or parts[::3].count(_MARK) != count or joined.count(_MARK) != count:
        return None
    phones, names = parts[1::3], parts[2::3]
    are_numbers = (
        not "".join(phones).encode().translate(None, _OF_NUMBERS)
        and 1 not in map(len, phones)
        and f"{_MARK} - *" not in joined
    )
    return (phones, names) if are_numbers else None


def pairs(found: list[tuple[str, str]]) -> tuple[Sequence[str], Sequence[str]]:
    """Numbers and names, a column each."""
    phones, names = zip(*found, strict=True)
    return phones, names
