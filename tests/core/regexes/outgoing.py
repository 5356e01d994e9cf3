"""What leaves the program: cells of spreadsheets and workbooks, and texts that the database is asked for."""

from __future__ import annotations

from tests.core.regexes import Use

TABLE = {
    "exports.spreadsheet._ACTIVE": Use(
        "match", ["=1+1", "  =1", "@SUM", "\u200b=1", "-5", "\t", "−5"], ["1+1=2", "INV=1", "a@b", "5-", ""]
    ),
    "exports.spreadsheet._UNWRITABLE": Use("search", ["a\0b", "\x1f", "\ufffe"], ["a\tb\r\n", "é", "😀", " "]),
    "reports.workbook._UNWRITABLE": Use("search", ["a\0b", "\x1f", "\x80", "\uffff"], ["a\tb\r\n", "é", "\x85", "😀"]),
    "reports.workbook._ESCAPED": Use("search", ["_x0041_"], ["_x004_", "x0041_", "_X0041_", "_x00G1_"]),
    "reports.workbook._ACTIVE": Use("search", ["=1", " =1", "#REF!", "'a", "\ta", "−5"], ["1=1", "a'", "INV#5", ""]),
    "store.search._SPECIAL": Use("search", ["50%", "a_b", "a/b"], ["abc", "a\\b", "*"]),
    "store.engine_postgres_search._TELLING": Use("search", ["abc", "ab-", "-a"], ["a", "_", "--", ""]),
    "store.engine_postgres_search:([\\\\%_])": Use("search", ["50%", "a_b", "a\\b"], ["abc", "a/b", ""]),
}
