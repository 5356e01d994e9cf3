"""Words and lines of PDF statements."""

from __future__ import annotations

from tests.core.regexes import Use

_SAYING, _COLUMNS = "sources.pdf.saying.", "sources.pdf.columns."

TABLE = {
    f"{_SAYING}_DATE": Use(
        "search",
        ["05 Sep 2025", "1st March 2022", "05/09/2025", "5-9-2025"],
        ["Sep 2025", "2025-09-05", "05 Sep 25", "5Sep2025"],
    ),
    f"{_SAYING}_TOTAL": Use(
        "fullmatch",
        ["TOTAL: 1,500.00 200.00", "Total 0.00 0.00"],
        ["TOTAL 1,500.00", "Subtotal 1.00 2.00", "TOTAL 1 2", "TOTAL 1.00 2.00 3.00"],
    ),
    f"{_SAYING}_CODE": Use("search", ["5000001", "Shortcode 5000001"], ["500", "٥٠٠٠٠٠١", "TILL"]),
    "sources.pdf.words._WORD": Use("fullmatch", ["word", "wrap\xad", "\x02"], ["two words", "wrap\xadped", "", " "]),
    "sources.pdf.lines._SECTION": Use(
        "fullmatch",
        ["Account Type - Merchant Account", "account type: Utility"],
        ["Account Type", "Type - Merchant", "My Account Type - X"],
    ),
    "sources.pdf.lines._FURNITURE": Use(
        "match",
        ["Disclaimer: this", "Page 1 of 3", "Statement Verification Code", "Dial *334# for help"],
        ["TK5AB1K2M1 2025-11-05", "Page one", "Pay Bill to disclaimer", "A statement verification code"],
    ),
    "sources.pdf.numbering._NUMBERED": Use(
        "search",
        ["Page 1 of 3", "*334#  |  page 2/3", "PAGE 10 of 12"],
        ["Homepage 1 of 3", "Page one of 3", "Page 1", "Page 1 of 100000", "Page 1 off 3"],
    ),
    "sources.pdf.words._HINTS[0]": Use(
        "search", ["Completed-8,000.00", "completed5"], ["Completed", "Completed -8", "COMPLETED-8"]
    ),
    "sources.pdf.words._HINTS[1]": Use("search", ["COMPLETED-8", "COMPLETED5"], ["COMPLETED", "Completed-8"]),
    "sources.pdf.words._HINTS[2]": Use("search", ["1.0020.00", "1.00-2"], ["1.00", "1.0 2", "1.00 -2"]),
    "sources.pdf.words._HINTS[3]": Use("search", ["08:01:10Pay"], ["08:01:10", "08:01:10 Pay", "08:01"]),
    "sources.pdf.words._STARTS[0]": Use("search", ["TK52025-11-05"], ["1999-11-05", "05-11-2025", "2025-1-5"]),
    "sources.pdf.words._STARTS[1]": Use("search", ["xCompleted"], ["completed", "COMPLETED"]),
    "sources.pdf.words._STARTS[2]": Use("search", ["xCOMPLETED"], ["completed", "Completed"]),
    "sources.pdf.rows._TIME": Use(
        "fullmatch",
        ["2025-11-0508:01:10", "2025-11-0508:01"],
        ["2025-11-05", "2025-11-05 08:01:10", "05-11-202508:01:10"],
    ),
    "sources.pdf.rows:(?<=\\*) (?=\\d{3}\\b)": Use(
        "search", ["2547***** 126", "07** 123 A"], ["2547 126", "2547* 1264", "** a"]
    ),
    f"{_COLUMNS}DAY": Use(
        "fullmatch",
        ["2025-11-05", "2019-01-31"],
        ["1999-11-05", "2025-21-05", "2025-11-45", "05-11-2025", "2025-11-05T"],
    ),
    f"{_COLUMNS}AMOUNT": Use("fullmatch", ["1,500.00", "-5.00", "−5.00"], ["1500", "5.0", "5.000", "KSh5.00", ",5.00"]),
    "sources.pdf.words.GLUED": Use(
        "search",
        ["Completed-8,000.00", "xCompleted", "1,500.0020.00", "TK5AB1K2M12025-11-05", "08:01:10Pay"],
        ["Completed", "1,500.00", "TK5AB1K2M1", "2025-11-05", "08:01:10", "Incompletedly"],
    ),
}
