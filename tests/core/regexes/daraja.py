"""Answers and callbacks of Daraja."""

from __future__ import annotations

from tests.core.regexes import Use

_CELLS = "sources.daraja.cells."

TABLE = {
    f"{_CELLS}_COMPACT": Use(
        "fullmatch", ["20191219102115", "20191219102115.0"], ["201912191021", "20191219102115.5", "2019-12-19 10:21:15"]
    ),
    f"{_CELLS}_ISO": Use(
        "fullmatch",
        ["2020-08-05T10:13:00Z", "2020-08-05 10:13", "2020-08-05T10:13:00.000+03:00"],
        ["2020-08-05", "05-08-2020 10:13", "2020-08-05T10:13:00 EAT"],
    ),
    f"{_CELLS}_SHORT_YEAR": Use(
        "search", ["5/8/20 10:13", "05/08/20"], ["5/8/2020", "5-8-20", "5/8/201", "2020/08/05"]
    ),
    f"{_CELLS}_SHORT_CODE": Use("fullmatch", ["600000", "4000001"], ["254700000001", "123", "60000A"]),
    "sources.daraja.source._KEYS": Use(
        "search",
        [
            b'{"TransID": "X"}',
            b'{"Body": {"stkCallback": {}}}',
            b'{\\"ResponseCode\\": 1}',
            b'"OriginatorCoversationID"',
        ],
        [b'{"TransIDs": 1}', b'{"body": "a TransID b"', b"TransID", b'{"Id": "ResultCodes"}'],
    ),
}
