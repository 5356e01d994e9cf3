"""Finding Daraja's answers in saved JSON, however they are wrapped: in lists, in logs, as text inside text.

Keys are looked up in any case and may be missing; nothing recurses, so nesting cannot run away (domain notes 6).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from app.core.sources.json_values import MOST_DEPTH, decoded_text

_MOST_TEXT_IN_TEXT = 3


class Shape(StrEnum):
    """What an answer is."""

    C2B = "c2b"
    STK = "stk"
    PULL = "pull"
    RESULT = "result"
    NOTICE = "notice"


class Answer(NamedTuple):
    """One answer. ``named`` holds its values by lower-case key; a Pull answer's rows stand in ``rows``."""

    shape: Shape
    named: dict[str, Any]
    rows: tuple[dict[str, Any], ...] = ()
    mark: str = ""


def named(value: dict[str, Any]) -> dict[str, Any]:
    """The same by lower-case keys without blanks (older answers write ``Conversation ID``)."""
    return {"".join(str(key).split()).casefold(): cell for key, cell in value.items()}


def said(cells: dict[str, Any], *keys: str) -> str:
    """The first value under these keys that is text or a number, without blanks around it, else ''."""
    for key in keys:
        if isinstance(cell := cells.get(key), str) and cell.strip():
            return _storable(cell).strip()
    return ""


def _storable(text: str) -> str:
    """The text without what JSON can spell and no database takes: NUL, and half a character."""
    whole = text if text.isascii() else text.encode(errors="replace").decode()
    return whole.replace("\0", " ")


def answers_in(value: Any) -> Iterator[Answer]:
    """All answers in a value, in its order."""
    pending: list[tuple[Any, int, int]] = [(value, 0, 0)]
    while pending:
        one, depth, unwrapped = pending.pop()
        if isinstance(one, str):
            inner = decoded_text(one) if unwrapped < _MOST_TEXT_IN_TEXT else None
            if isinstance(inner, (dict, list)):
                pending.append((inner, depth + 1, unwrapped + 1))
            continue
        if isinstance(one, dict):
            cells = named(one)
            if answer := _answer(cells):
                yield answer
                continue
            inside = list(cells.values())
        elif isinstance(one, list):
            inside = one
        else:
            continue
        if depth < MOST_DEPTH:
            pending += [(cell, depth + 1, unwrapped) for cell in reversed(inside) if _may_hold(cell)]


def _may_hold(cell: Any) -> bool:
    return isinstance(cell, (dict, list)) or (isinstance(cell, str) and cell.lstrip()[:1] in ("{", "["))


def _answer(cells: dict[str, Any]) -> Answer | None:
    if isinstance(inner := cells.get("stkcallback"), dict):
        found = named(inner)
        return Answer(Shape.STK, found, mark=said(found, "checkoutrequestid"))
    if isinstance(inner := cells.get("result"), dict) and "resultcode" in (found := named(inner)):
        return Answer(Shape.RESULT, found, mark=said(found, "transactionid", "conversationid"))
    if "transid" in cells and cells.keys() & {"transamount", "transtime", "businessshortcode"}:
        return Answer(Shape.C2B, cells, mark=said(cells, "transid"))
    if "transactionid" in cells and cells.keys() & {"trxdate", "transactiontype", "billreference"}:
        return Answer(Shape.PULL, {}, (cells,))
    if "response" in cells or _code(cells) in {"1000", "1001"} or "responserefid" in cells:
        return Answer(Shape.PULL, cells, tuple(_pull_rows(cells.get("response"))))
    if cells.keys() & {"errorcode", "checkoutrequestid", "conversationid", "originatorconversationid"}:
        return Answer(Shape.NOTICE, cells)
    return None


def _code(cells: dict[str, Any]) -> str:
    return said(cells, "responsecode")


def _pull_rows(response: Any) -> Iterator[dict[str, Any]]:
    """Rows of a Pull answer: lists of lists, a flat list, one alone, or ``"[[]]"`` as text (Daraja notes 2.4, 2.5)."""
    pending: list[tuple[Any, int]] = [(decoded_text(response) if isinstance(response, str) else response, 0)]
    while pending:
        one, depth = pending.pop()
        if isinstance(one, dict):
            yield named(one)
        elif isinstance(one, list) and depth < MOST_DEPTH:
            pending += [(cell, depth + 1) for cell in reversed(one)]


def parameters(result: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a result or the items of a callback by lower-case key; one that lacks a value is left out.

    A list may be a single object. ``DebitPartyName`` given twice means the credit party the second time.
    """
    found: dict[str, Any] = {}
    for outer, inner in (("resultparameters", "resultparameter"), ("callbackmetadata", "item")):
        holder = result.get(outer)
        entries = named(holder).get(inner) if isinstance(holder, dict) else None
        for entry in entries if isinstance(entries, list) else [entries]:
            if not isinstance(entry, dict):
                continue
            cells = named(entry)
            key = said(cells, "key", "name").replace(" ", "").casefold()
            if key == "debitpartyname" and key in found:
                key = "creditpartyname"
            if "value" in cells and key not in found:
                found[key] = cells["value"]
    return found


def written(cells: dict[str, Any], *, most: int = 2_000) -> str:
    """The answer as text, keys in order: the same for every delivery of one thing."""
    return _storable(json.dumps(cells, sort_keys=True, ensure_ascii=False, default=str)[:most])
