"""Messages: where they begin, what holds them, whom they name."""

from __future__ import annotations

from tests.core.regexes import Use

_BOX = "sources.sms.containers."

TABLE = {
    "sources.sms.messages.BEGINNING": Use(
        "search",
        [
            "TK5AB1K2M1 Confirmed. Ksh5",
            "\nTK5AB1K2M1confirmed.on",
            "Dear customer, M-PESA Ref X",
            "Failed. You",
            "Congratulations! TK5AB1K2M1 confirmed.",
        ],
        [
            "hello there",
            "your code is confirmation",
            "TK5AB1K2M1 unconfirmed",
            "Ksh500 sent to ALICE",
            "5K5AB1K confirming",
        ],
    ),
    "sources.sms.messages._OWN_BEGINNING": Use(
        "match",
        ["TK5AB1K2M1 Confirmed.", "“TK5AB1K2M1 Imethibitishwa", "TK5AB1K2M1 Umetoa Ksh5", "Failed. You do not"],
        [
            "tk5ab1k2m1 Confirmed.",
            "Your TK5AB1K2M1 Confirmed.",
            "TK5AB1K Confirmed.",
            "TK5AB1K2M1 confirmedly",
            "TK5AB1K2M1 umetoana",
            "TK5AB1K2M1 nimetoa",
            "M-PESA Ref TK5AB1K2M1",
        ],
    ),
    f"{_BOX}_TAG": Use(
        "search",
        [b'<sms address="MPESA" body="a>b" />', b"<sms body='x'>", b"<sms body="],
        [b"<smses count=", b"<mms a='1'>", b"sms"],
    ),
    f"{_BOX}_ATTRIBUTE": Use("search", [b'body="x"', b"date = '1'"], [b"body=x", b'body="x', b'="x"']),
    f"{_BOX}_USUAL": Use(
        "match",
        [b' protocol="0" address="MPESA" date="1" type="1" subject="null" body="TK5AB1K2M1 Confirmed."'],
        [
            b' address="MPESA" date="1" type="1" body="x"',
            b' protocol="0" address="MPESA" date="1" type="1" subject="null" body=\'x\'',
            b' protocol="0" address="A" date="1" body="x" type="1" subject="null"',
        ],
    ),
    f"{_BOX}_ENTITY": Use(
        "search", ["&#10;", "&#x1F600;", "&amp;", "&quot;"], ["&nbsp;", "&amp", "& ;", "&#;", "&#99999999;", "&#xZ;"]
    ),
    f"{_BOX[:-1]}:[\\s_-]": Use("search", ["M-PESA", "M PESA", "m_pesa"], ["MPESA", "M.PESA"]),
    "sources.sms.parties._PHONE_LAST": Use(
        "fullmatch",
        ["ALICE TESTER 0700000001", "ALICE 0722***456", "+254700000001", "EXAMPLE SHOP - 578001"],
        ["ALICE TESTER", "ALICE 1234", "ALICE0700000001", "0700000001 ALICE"],
    ),
    "sources.sms.parties._NUMBER_FIRST": Use(
        "fullmatch",
        ["254700000001 Alice Tester", "578001-EXAMPLE AGENCY LTD", "- 578001 X"],
        ["Alice Tester", "5780 X", "254700000001", "578001EXAMPLE"],
    ),
    "sources.sms.parties._REFERENCE": Use("search", ["LTD:REF", "LTD.:REF", "LTD!"], ["LTD REF", "LTD.", "LTD;REF"]),
    "sources.sms.source._BACKUP": Use(
        "search", ["<smses count=", "<smses>"], ["<sms ", "smses", "<smsesx>", "<SMSES>"]
    ),
    "sources.sms.grammar._TOKENS": Use("search", ["{code}", "[a|b]", "word"], ["", " ", "{}", "{ }"]),
}
