"""PDF statements with bytes changed, and pages of no sane size: no hang, no crash. Fuzzing proper is in ``tests/fuzz``."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from app.core.errors import DocumentRefused
from app.core.sources import Payload
from tests.core.pdf_files import BUSINESS, Paper, row
from tests.core.statement_files import SAMPLES, read_all

TALL = (842, 200_000)
COUNT = 4_000


def test_changed_bytes_are_read_or_refused():
    sound, chance = (SAMPLES / "MPESA_Statement_new_layout_unprotected.pdf").read_bytes(), random.Random(3)
    for _ in range(150):
        data = bytearray(sound)
        for _ in range(chance.choice([1, 3, 20])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(DocumentRefused):
            read_all(Payload("statement.pdf", data=bytes(data)))


@pytest.mark.timeout(90)
@pytest.mark.parametrize(
    "pages",
    [
        [row(f"UC1{n:07d}", details="a|b", withdrawn="-1.00", balance="1.00") for n in range(COUNT)],
        [["", "2026-01-01 00:00:00", "a|b", "", "", "", ""]] * COUNT,
        ["x"] * (COUNT // 2),
        [row(details="a " * 30_000, withdrawn="-1.00", balance="1.00")],
        [row(withdrawn="-1.00 " * 10_000, balance="1.00")],
        [row(status="Completed-1.00" * 3_000, balance="1.00")],
    ],
    ids=["one cluster", "days only", "headers", "words", "amounts", "glued"],
)
@pytest.mark.parametrize("standing", ["top", "middle"])
def test_work_grows_with_the_page_and_not_with_its_square(pages, standing):
    """A square of these sizes takes so long that it counts as a hang; the page itself takes a second."""
    data = Paper(padding=0.0, standing=standing, size=TALL).drawn(pages)
    with suppress(DocumentRefused):
        read_all(data, name="statement.pdf")


def test_many_sections_are_refused_or_read():
    with suppress(DocumentRefused):
        read_all(Paper(columns=BUSINESS, size=TALL).drawn([f"Account Type - A{n}" for n in range(COUNT)]), name="s.pdf")
