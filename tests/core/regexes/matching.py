"""Names under masks, hashes of numbers, and what payers type as account."""

from __future__ import annotations

from tests.core.regexes import Use

TABLE = {
    "matching.names._PARTS": Use(
        "fullmatch",
        ["ALICE", "A***", "NJERI∗∗", "****", "••", "ŁUCJA", "C3PO"],
        ["", " ", "ALICE TESTER", "*A", "A_B", "A-B", "A*B"],
    ),
    "matching.phone_index._HASH": Use(
        "fullmatch",
        ["0" * 64, "aB" * 32, "0123456789abcdefABCDEF" + "9" * 42],
        ["0" * 63, "0" * 65, "g" * 64, "0" * 63 + "\n", "254700000001", ""],
    ),
    "matching.references._NOT_KEPT": Use("search", ["INV-1", "A B", "a", "Ł", "٣", "1\n"], ["", "INV1041", "0042"]),
    "matching.references._LAST_NUMBER": Use(
        "search", ["INV01043", "HSE04B", "7", "A1B22C", "12 "], ["", "INV", "٣", "A B"]
    ),
    "matching.references._SEVERAL": Use(
        "search",
        ["1041,1042", "1041/1042", "1041 & 1042", "1041+1042", "1041;1042", "1041 and 1042", "1041 AND 1042"],
        ["", "1041 1042", "SANDRA 1042", "ANDREW", "1041-1042", "1041and1042"],
    ),
}
