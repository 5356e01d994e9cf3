"""Cells and headers of lists that people make."""

from __future__ import annotations

from tests.core.regexes import Use

TABLE = {
    "lists.cells._CURRENCY": Use(
        "search",
        ["KES 1,500", "Ksh1500", "kshs. 20", "1500/=", "1500/-", "20 Sh."],
        ["1500", "USD 20", "20 bob", "KE 20", "", "20KESX"],
    ),
    "lists.cells._DAY": Use(
        "match",
        ["5/11/2025", "05-11-25", "05.11.2025 14:02", "5 11 2025"],
        ["2025-11-05", "5/11/202", "5/11/20255", "5/Nov/2025", "٥/١١/٢٠٢٥x", "111/1/2025"],
    ),
    "lists.cells._ISO": Use(
        "match", ["2025-11-05", "2025/1/5", "2025.11.05 08:00"], ["05-11-2025", "2025-11-055", "20251105", "2025 11 05"]
    ),
    "lists.cells._NAMED": Use(
        "match",
        ["5 Nov 2025", "05-November-25", "5 November, 2025"],
        ["Nov 5 2025", "5 No 2025", "5 Nov 202", "5Nov2025"],
    ),
    "lists.cells._CLOCK": Use(
        "search", ["5/11/2025 8:01", "14:02:11", "3:04 PM", "3:04 p.m."], ["0801", "8.01", "8:1", "5/11/2025"]
    ),
    "lists.cells._BETWEEN_PHONES": Use(
        "search",
        ["0712 / 0722", "0712,0722", "0712;0722", "0712 or 0722", "0712 OR 0722"],
        ["0712 345 678", "Doris", ""],
    ),
    "lists.columns._NOISE": Use("search", ["Invoice_No.", "A B", "E-Mail"], ["invoice", "a/c", "inv#1", ""]),
    "lists.columns._CURRENCY": Use(
        "search", ["amount kes", "total ksh", "sum kshs"], ["kes", "amount usd", "ksh amount", "amountkes", ""]
    ),
}
