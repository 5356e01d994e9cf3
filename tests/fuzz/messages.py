"""Messages: their texts, stamps and senders, what holds them (text, a phone's backup, JSON), and scars in that."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any
from xml.sax.saxutils import quoteattr

from app.core.sources import Payload
from app.core.statement import WalletKey
from tests.fuzz.spoils import BLOCKS, SCRAPS, sample_text, scarred, scars_changed, text_changed, tree_changed
from tests.fuzz.tables import wallet_of
from tests.fuzz.target import Input, Target

_FORMS = ("text", "backup", "json", "lines")
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
_WALLETS = ("", "254700000009:Personal", "254700000009:Pochi", "4000001:Utility", "4000001:Merchant")
_SENDERS = ("MPESA", "M-PESA", "m pesa", "BANK", "", "M-PESA ", "254700000001", None, 5)
_STAMPS = (
    "1772342122000",
    "1772342122",
    "2026-03-01T05:15:22Z",
    "",
    "0",
    "-1",
    "9" * 13,
    "9999999999",
    "٣٣٣٣٣٣٣٣٣٣",
    "2026-03-01",
    None,
    1772342122000,
    1.5,
    True,
)
_MARKUP = (
    *SCRAPS, "<sms ", "<sms/>", "</smses>", "<smses>", "/>", 'body="', "body='", ' type="2"', 'address="MPESA"', "&#128512;", "&#55357;&#56832;", "&#xD83D;", "&#0;", "&#10;",
    "&#9999999;", "&lt;", "<!--", "-->", "<![CDATA[", "<mms>", '{"body":', "[", "]", "}", "null", "NaN", '"\\ud83d"', "\\u0000",
)  # fmt: skip
_PIECES = (
    "Confirmed.", "Imethibitishwa", " Ksh", "Ksh1,500.00", "Ksh-5.00", "Ksh 0.05", " from ", " to ", " for account ", "on 1/3/26 at 8:15 AM", "on 31/2/26 at 8:15 PM", "at 13:61 PM",
    "on 1/3/2026 at 12:05 AM", "New M-PESA balance is Ksh1.00.", "Transaction cost, Ksh5.00.", "Transaction cost, KshX.", "0700000001", "2547******001", "tarehe", "saa 4:00 PM",
    "Fuliza M-PESA amount is Ksh 505.00.", "New Account balance is Ksh0.00", "has been reversed", "Give", "Withdraw", "paid to", "sent to", "received from", "\n", "\n\n", "\r", "“", "- ", "> ",
)  # fmt: skip


def seeds() -> list[Input]:
    """Messages of every template that has an example, and the samples, in every form."""
    from tests.core.test_sources_sms_templates import WORDINGS

    texts = [text for written in WORDINGS.values() for text in written]
    for name in (
        "sms_personal_english.txt",
        "sms_personal_swahili.txt",
        "sms_personal_misc.txt",
        "sms_merchant_till_and_paybill.txt",
    ):
        texts += [line for line in sample_text(name).splitlines() if line.strip()]
    found = []
    for at in range(0, len(texts), 4):
        messages = [
            {"body": text, "address": "MPESA", "date": "1772342122000", "type": "1"} for text in texts[at : at + 4]
        ]
        found.append({"form": _FORMS[at // 4 % 4], "messages": messages, "encoding": "utf-8", "wallet": ""})
    return found


def document(value: Input) -> tuple[Payload, WalletKey | None]:
    """The document of messages, and the wallet that the user names."""
    messages = value["messages"]
    match value["form"]:
        case "text":
            text = "\n".join(str(one["body"]) for one in map(_named, messages))
        case "backup":
            text = _backup([_named(one) for one in messages])
        case "json":
            text = json.dumps(messages, ensure_ascii=False, indent=1)
        case _:
            text = "\n".join(json.dumps(one) for one in messages)
    data = scarred(text.encode(value["encoding"], "replace"), value.get("scars", []))
    return Payload("messages.txt", data=data), wallet_of(value["wallet"])


def _named(one: Any) -> dict[str, Any]:
    """A message that may have lost its shape, as one that has a body."""
    return {"body": "", **one} if isinstance(one, dict) else {"body": one}


def _backup(messages: list[dict[str, Any]]) -> str:
    """As the app writes it: blanks but new lines, which are numbers, as they are."""
    lines = []
    for one in messages:
        usual = {"protocol": "0", "address": "", "date": "", "type": "", "subject": "null", "body": ""} | one
        attributes = " ".join(
            f"{re.sub(r'[^A-Za-z_]', '', name) or 'x'}={_attribute(cell)}" for name, cell in usual.items()
        )
        lines.append(f"  <sms {attributes} />")
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>',
            f'<smses count="{len(lines)}">',
            *lines,
            "</smses>",
        ]
    )


def _attribute(cell: Any) -> str:
    return quoteattr(str(cell), {"\n": "&#10;", "😀": "&#55357;&#56832;"})


def changed(chance: Random, value: Input, other: Input) -> Input:
    """The input with a message, its stamp or sender, the form or some bytes changed."""
    kind, messages = chance.random(), value["messages"]
    if kind < 0.55 and messages:
        found = [dict(one) if isinstance(one, dict) else one for one in messages]
        at = chance.randrange(len(found))
        if isinstance(found[at], dict):
            name, choices = chance.choice([("address", _SENDERS), ("date", _STAMPS), ("type", ("1", "2", 1, None))])
            if chance.random() < 0.2:
                found[at][name] = chance.choice(choices)
            else:
                found[at]["body"] = _body_changed(chance, str(found[at].get("body", "")), other["messages"])
        return {**value, "messages": found}
    if kind < 0.65:
        return {**value, "messages": [*messages[: chance.randrange(len(messages) + 1)], *other["messages"][:3]][:8]}
    if kind < 0.75:
        name, choices = chance.choice(
            [("form", _FORMS), ("encoding", _ENCODINGS), ("wallet", _WALLETS), ("block", BLOCKS)]
        )
        return {**value, name: chance.choice(choices)}
    if kind < 0.85:
        tree = tree_changed(chance, messages, other["messages"], (*_STAMPS, *SCRAPS))
        return {**value, "messages": tree if isinstance(tree, list) else [tree]}
    return {**value, "scars": scars_changed(chance, value.get("scars", []), _MARKUP)}


def _body_changed(chance: Random, body: str, others: list[Any]) -> str:
    """A message with words changed, moved or taken from another."""
    words = re.split(r"(?<= )", body)
    at = chance.randrange(len(words) + 1)
    match chance.randrange(6):
        case 0:
            return "".join([*words[:at], chance.choice(_PIECES), " ", *words[at:]])
        case 1:
            return "".join([*words[:at], *words[at + chance.choice([1, 2, 5]) :]])
        case 2:
            other = chance.choice(others) if others else ""
            theirs = str(other.get("body", "") if isinstance(other, dict) else other).split(" ")
            return " ".join([*body.split(" ")[:at], *theirs[chance.randrange(len(theirs)) :]])[:3000]
        case 3:
            return "".join([*words[:at], chance.choice(_PIECES), *words[at + 1 :]])
        case _:
            return text_changed(chance, body, _MARKUP)


TARGET = Target("messages", ("sms/", "json_values.py"), seeds, document, changed)
