"""Cells as spreadsheets and people leave them."""

from __future__ import annotations

from tests.core.regexes import Use

_NUMBER = "sources.edited.amounts."
_STAMP = "sources.edited.stamps."

TABLE = {
    f"{_NUMBER}_DRESS": Use(
        "search", ["KSh 500", "kes5", "500/=", "500 Kshs", "Sh. 5"], ["500", "5 shillings", "USD 5", "5/=x"]
    ),
    f"{_NUMBER}_MINUS": Use("match", ["−5", "– 5", "-5"], ["5-", "+5", " -5", "~5"]),
    f"{_NUMBER}_SPACES": Use("search", ["1 500", "1\u202f500", "1'500"], ["1 50", "1 5000", "a 500", "1  500"]),
    f"{_NUMBER}_USUAL": Use("fullmatch", ["1500.00", "-5.00"], ["1500", "1,500.00", "5.0", "+5.00", "٣.00", "5.00\n"]),
    f"{_NUMBER}_POINT": Use(
        "fullmatch", ["1500", "1,500.00", "1500.5"], ["1.500,00", "1,50.00", "1500.000", "1e5", "٣"]
    ),
    f"{_NUMBER}_COMMA": Use(
        "fullmatch", ["1500,50", "1.500,00", "1.500.000"], ["1,500.00", "1500", "1.500", "1,500,000"]
    ),
    f"{_NUMBER}_THREE": Use("fullmatch", ["1.500", "1,500"], ["1500", "1.50", "1.5000", "1.500.000"]),
    f"{_NUMBER}_EXPONENT": Use("fullmatch", ["1.5E+05", "1e5", "2,547E+11"], ["15E5", "1.5E-05", "E5", "1.5", "1E123"]),
    "sources.edited.numbers._ROUNDED": Use(
        "fullmatch", ["2.547E+11", "7,1E+08", "2E+11", "7E8"], ["2.547E+10", "25E+11", "2.547E-11", "254700000001"]
    ),
    "sources.edited.joining._FIRST": Use("fullmatch", ["1", "-1", "250"], ["", "1500", "1.5", "+1", "−1", "٣"]),
    "sources.edited.joining._THREE": Use("fullmatch", ["000", "250"], ["25", "2500", "-25", "25.", "٣٣٣"]),
    "sources.edited.joining._LAST": Use(
        "fullmatch", ["500", "500.00", "500.5"], ["50.00", "5000", "500.", "500.000", "-500"]
    ),
    "sources.edited.asides._SUMS": Use(
        "match", ["Total", "Grand total", "sub-totals", "SUM", "Jumla"], ["A total", "jumlary", "Subtle", "Receipt No."]
    ),
    f"{_STAMP}_NUMBERS": Use(
        "fullmatch",
        ["11/5/2025 8:01", "05-11-25 08:01:10 pm", "2025-11-05T08:01:10.000"],
        ["11/5-2025 8:01", "11/5/2025", "11/5/2025 8:1"],
    ),
    f"{_STAMP}_NAMED": Use(
        "fullmatch",
        ["5-Nov-25 08:01", "Nov 5, 2025 8:01 AM", "Wed, 5 November 2025 08:01"],
        ["5-Nov-25", "5 of Nov 2025 08:01", "Nov 2025 08:01"],
    ),
    f"{_STAMP}_SERIAL": Use("fullmatch", ["45966", "45966.334143519"], ["4596", "459661", "45966.", "4.5966"]),
    f"{_STAMP}_CLOCK_ONLY": Use(
        "fullmatch", ["08:01", "01:10.0", "08:01:10 AM", "120:05"], ["8", "08:1", "05-11-2025 08:01", "1234:05"]
    ),
    f"{_STAMP}_DAY_ONLY": Use(
        "fullmatch",
        ["05/11/2025", "5-Nov-25", "2025-11-05"],
        ["05/11-2025", "05/11/2025 08:01", "Nov 2025", "05112025"],
    ),
    "sources.edited.headers:[^a-z0-9]": Use("search", ["paid in", "Ünit", "A"], ["paidin", "a1", ""]),
}
