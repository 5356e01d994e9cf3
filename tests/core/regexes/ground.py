"""Receipts, phones, money, and the names and preambles of documents."""

from __future__ import annotations

from tests.core.regexes import Use

TABLE = {
    "receipts._SHAPE": Use(
        "fullmatch", ["TK5AB1K2M1", "Y29DW127"], ["tk5ab1k2m1", "5K5AB1K2M1", "TK5AB1K", "TK5AB1K2M1\n", "TK5-AB1K2M"]
    ),
    "phones._NUMBER": Use(
        "fullmatch", ["0712345678", "07****678", "***"], ["07-12", "07*1*2", "٠٧١٢", "07a", "07****678\n"]
    ),
    "money._PLAIN": Use(
        "fullmatch", ["1,500.00", "-5", "250000.5"], ["1,50", "1e5", "1.234", "٣", "5.", ".5", "1,500.00\n", "--5"]
    ),
    "sources.declaring._PORTAL_NAME": Use(
        "search",
        [
            "Statements for 4000001 from 2025-11-05 to 2025-11-06 (1).csv",
            "statement for 4000001 from 2025-11-05 to 2025-11-06",
        ],
        ["Statements for 123 from 2025-11-05 to 2025-11-06", "Statements for 4000001 from 05-11-2025 to 06-11-2025"],
    ),
    "sources.declaring._LEGACY_NAME": Use(
        "search",
        [
            "ORG_4000001_Utility Account_Completed_20251107081542.csv",
            "org_4000001_UtilityAccount_All_20251107081542.xls",
        ],
        [
            "ORG_4000001_Utility Account_Completed_2025110708.csv",
            "ORG_400_Utility_All_20251107081542",
            "ORG_4000001__All_20251107081542",
        ],
    ),
    "sources.declaring._SFTP_NAME": Use(
        "search", ["MPESA_4000001_20251105235959.csv"], ["MPESA_4000001_20251105.csv", "MPESA_12_20251105235959"]
    ),
    "sources.declaring._CODE": Use(
        "fullmatch", ["4000001", "254712345678"], ["400", "4000001 ", "٤٠٠٠٠٠١", "4000001A"]
    ),
    "sources.json_values._BETWEEN": Use("fullmatch", ["", " ,\n", "\t"], ["{", "a", "]", ": "]),
}
