"""Cells, headers and words of statements that are tables."""

from __future__ import annotations

from tests.core.regexes import Use

TABLE = {
    "sources.cells._DAY_FIRST": Use(
        "fullmatch", ["05-11-2025", "05/11/2025", "05.11.2025"], ["5-11-2025", "2025-11-05", "05-11-25", "٠٥-١١-٢٠٢٥"]
    ),
    "sources.cells._ISO": Use("fullmatch", ["2025-11-05", "2025/11/05"], ["05-11-2025", "2025-11-5", "2025-11-05 "]),
    "sources.cells._LOOSE": Use(
        "fullmatch",
        ["5/11/2025 8:01", "2025-11-05T08:01:10.5", "05-11-2025 08:01:10 PM", "05-11-2025 08:01:10"],
        ["05-11-2025", "08:01:10", "05-11-2025 8", "05-11-2025 08:1:10", "05-11-2025 08:01:10 EAT", "5 Nov 2025 08:01"],
    ),
    "sources.cells._COMMA_COLUMN": Use(
        "fullmatch", ["1,500.00\n-1,100.00\n\n5.00\n"], ["1500.00\n", "1,50.00\n", "1,500\n", "1,500.00"]
    ),
    "sources.families._UNIT": Use(
        "search", ["Paid In (KSHs)", "balance (kes)", "Paid In (Ksh.)"], ["Paid In (USD)", "Paid In KSHs", "KSHs"]
    ),
    "sources.ledgers._DRESS": Use(
        "search", ["Utility Account", "Organization MMF", "Organisation"], ["Utility", "Org", "Acc"]
    ),
    "sources.ledgers._SWEEP": Use(
        "match",
        ["Utility Account to Organization Settlement Account", "Move Funds from MMF Account to Utility Account"],
        ["Pay Bill from 254 - A Acc. 1", "Utility Account", "Account to Settlement Account", "Utility to Settlement"],
    ),
    "sources.rows._RECEIPTS": Use(
        "fullmatch", ["TK5AB1K2M1\nY29DW127\n", ""], ["tk5ab1k2m1\n", "TK5AB1K2M1", "TK5AB1K2M1\n\n", "SP\n"]
    ),
    "sources.sheets._FAR_CELL": Use(
        "search",
        [b'<c r="AAA1">', b'<c r="BM5">', b'<c r="ZZ5">', b'<c r="A10000000">', b'<row r="10000000">'],
        [b'<c r="A1">', b'<c r="BL1048576">', b'<row r="1048576">', b'<c s="AAA1">'],
    ),
    "sources.details._FIRST_DIGIT": Use("search", ["from 254"], ["Pay Bill Charge", ""]),
    "sources.details._INFO": Use(
        "fullmatch",
        ["25470****001 - ALICE TESTER", "4000002 BIZ", "2547 ***** 126 - A"],
        ["ALICE TESTER", "SP", "7 - A", "25470****001"],
    ),
    "sources.details._BARE_NUMBER": Use(
        "fullmatch", ["25470****001", "4000002", "2547 ***** 126"], ["7", "ALICE", "4000002 ", "*123"]
    ),
    "sources.details._IN_DETAILS": Use(
        "search",
        ["Pay Bill from 25470****001 - ALICE", "Business Payment to 254700000001 - BOB via API", "Send by - 4000002 X"],
        ["Pay Bill Charge", "Utility Account to Organization", "letterfrom 25470****001", "from ALICE"],
    ),
    "sources.details._ON_BEHALF": Use(
        "search", ["ALICE by 254700", "ALICE to Customer X"], ["ALICE by BOB", "Baby 5", "to Customers"]
    ),
    "sources.details._USUAL": Use(
        "fullmatch",
        ["Pay Bill from 25470****001 - ALICE **** TESTER Acc. INV-1", "Pay Bill Online from 0700 - A Acc."],
        [
            "Pay Bill from ALICE - X Acc. 1",
            "Pay Bill Charge",
            "pay bill from 0700 - A Acc. 1",
            "Pay Bill from 0700 - A",
        ],
    ),
    "sources.details._VIA": Use(
        "search", [" x via API", " x via WEB by OPERATOR"], ["via API", " x viaAPI", " x via APIARY", " x via api"]
    ),
}
