"""Pages that are missing from a PDF are told: no statement is read short without a word."""

from __future__ import annotations

import re

import pytest

from app.core.errors import DocumentRefused
from app.core.sources.pdf.numbering import Numbering
from tests.core.pdf_files import FOOT, Paper, row
from tests.core.statement_files import read_all

RECEIPTS = ["UC19Z4K8L1", "UC19Z4K8L2", "UC19Z4K8L3"]
PAGES = [[row(receipt, withdrawn="-1.00", balance=f"{9 - at}.00")] for at, receipt in enumerate(RECEIPTS)]
UNNUMBERED = FOOT[:-1]


def with_kids(data: bytes, kids: bytes) -> bytes:
    """The PDF whose list of pages names these objects: ``a``, ``b`` and ``c`` are its three pages."""
    listed = re.search(rb"/Kids \[ (\d+) 0 R (\d+) 0 R (\d+) 0 R \]", data)
    assert listed is not None
    named = dict(zip((b"a", b"b", b"c"), listed.groups(), strict=True))
    objects = b" ".join(named.get(kid, kid) + b" 0 R" for kid in kids.split())
    return data.replace(listed[0], b"/Kids [ " + objects + b" ]")


def read(data: bytes) -> list[str]:
    return [line.receipt for line in read_all(data, name="statement.pdf")[1].observations]


def test_all_pages_are_read():
    assert read(Paper().drawn(*PAGES)) == RECEIPTS
    assert read(Paper(foot=UNNUMBERED).drawn(*PAGES)) == RECEIPTS


@pytest.mark.parametrize("foot", [FOOT, UNNUMBERED], ids=["numbered", "unnumbered"])
@pytest.mark.parametrize("kid", range(1, 14))
def test_something_else_in_place_of_a_page_is_told(foot, kid):
    data = Paper(foot=foot).drawn(*PAGES)
    is_page = f"\n{kid} 0 obj\n".encode() in data and b"/MediaBox" in data.split(f"\n{kid} 0 obj\n".encode())[1][:60]
    if not is_page:
        with pytest.raises(DocumentRefused, match=r"Page [23] of “statement.pdf” is damaged."):
            read(with_kids(data, b"a %d c" % kid))


@pytest.mark.parametrize(
    ("kids", "words"),
    [
        (b"a a c", "page 1 of 3 is followed by page 1 of 3"),
        (b"a c c", "page 1 of 3 is followed by page 3 of 3"),
        (b"b b c", "it begins with page 2 of 3"),
        (b"a b b", "page 2 of 3 is followed by page 2 of 3"),
    ],
)
def test_a_page_in_place_of_another_is_told(kids, words):
    with pytest.raises(DocumentRefused, match=f"“statement.pdf” lacks pages: {words}."):
        read(with_kids(Paper().drawn(*PAGES), kids))


@pytest.mark.parametrize("count", [1, 2])
def test_pages_that_the_count_leaves_out_are_told(count):
    data = Paper().drawn(*PAGES).replace(b"/Count 3", b"/Count %d" % count)
    with pytest.raises(DocumentRefused, match=f"“statement.pdf” lacks pages: it ends with page {count} of 3."):
        read(data)


def gap(*texts: str) -> str:
    numbering = Numbering()
    for text in texts:
        numbering.take(text)
    try:
        numbering.refuse_gap("s.pdf")
    except DocumentRefused as refused:
        return refused.title.removeprefix("“s.pdf” lacks pages: ")
    return ""


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("no numbers", "at all"),
        ("Page 1 of 1",),
        ("page 1/2", "PAGE 2 / 2"),
        ("Page 1 of 2", "Page 2 of 2", "Page 1 of 3", "Page 2 of 3", "Page 3 of 3"),
        ("Page 1 of 1", "Page 1 of 1", "Page 1 of 1"),
        ("a cover", "Page 2 of 2"),
        ("a cover", "Page 1 of 2", "Page 2 of 2"),
        ("Page 1 of 3", "words without a number", "Page 3 of 3"),
        ("Page 1 of 2", "words without a number"),
        ("Page 1 of 2", "words without a number", "Page 2 of 2"),
        ("Page 1 of 2", "Page 2 of 2", "a letter behind it"),
        ("Page 1 of 2", "Page 2 of 2", "", " \n"),
        ("Page 9 of 2",),
        ("Page 0 of 0",),
        ("Page 1 of 3 and Page 2 of 3",),
        ("Homepage 1 of 3",),
        ("Page 123456 of 999999",),
    ],
)
def test_pages_that_are_all_there_or_say_nothing_certain(texts):
    assert gap(*texts) == ""


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("Page 1 of 2",), "it ends with page 1 of 2."),
        (("Page 2 of 2",), "it begins with page 2 of 2."),
        (("Page 1 of 3", "", "Page 3 of 3"), "page 1 of 3 is followed by page 3 of 3."),
        (("Page 1 of 3", "Page 2 of 3", "Page 1 of 2", "Page 2 of 2"), "page 2 of 3 is followed by page 1 of 2."),
        (("Page 1 of 2", "Page 2 of 3", "Page 3 of 3"), "page 1 of 2 is followed by page 2 of 3."),
        (("Page 2 of 3", "Page 1 of 3", "Page 3 of 3"), "it begins with page 2 of 3."),
        (("Page 1 of 3", "words", "Page 2 of 3"), "it ends with page 2 of 3."),
    ],
)
def test_gaps_between_pages(texts, said):
    assert gap(*texts) == said


def test_a_document_that_is_no_statement_is_not_told_to_lack_pages():
    with pytest.raises(DocumentRefused, match="not an M-PESA statement"):
        read(Paper(head=("Dear customer,",), foot=("Page 1 of 3",)).drawn([]))
