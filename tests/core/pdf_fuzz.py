"""Fuzzing the PDF source by what its own lines do: ``python -m tests.core.pdf_fuzz --seconds 600``.

An input is what is drawn on pages (place and text), not bytes, since a changed byte mostly spoils a stream. Inputs that
reach a step in ``app/core/sources/pdf`` not taken before (a line after a line) are kept and changed further. Those that
were kept stand in ``tests/samples/fuzz_pdf.json`` (``--keep`` writes it), and the tests read them again.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from app.core import money, receipts
from app.core.errors import DocumentRefused
from tests.core.pdf_files import BUSINESS, BUSINESS_HEAD, FONT, SIZE, Paper, row
from tests.core.statement_files import SAMPLES, Whole, read_all

CORPUS = SAMPLES / "fuzz_pdf.json"
LONGEST_SECONDS = 5.0
Drawn = list[list[tuple[float, float, str]]]
"""Pages of texts with their places."""

Step = tuple[str, int, int]
_WATCHED = str(Path("app", "core", "sources", "pdf"))
_SPOILS = (
    "Completed-8,000.00", "-1.00", "0.00", "2026-03-01", "12:30:05", "UC19Z4K8L1", "Balance", "Details", "Paid", "In",
    "Account Type - Working Account", "TOTAL: 1.00 2.00", "Statement Verification Code", "AB12CD34", "2547******002",
    "*•∗", "\u00ad", "-", "Completed", "9" * 40, "1e5", "٣", "😀", "", " ", "Shortcode: 5", "Statement Period: 1st 3 2022",
)  # fmt: skip


def drawn(pages: Drawn) -> bytes:
    """The PDF in which these texts stand at these places."""
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(842, 595), invariant=1)
    for page in pages:
        sheet.setFont("Helvetica", 6.5)
        for x, y, text in page:
            sheet.drawString(x, y, text)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


class Recorder(Paper):
    """Paper that keeps what it draws."""

    def texts(self, *pages: Any) -> Drawn:
        """What is drawn for these pages."""
        self.kept: Drawn = [[] for _ in pages]
        self.drawn(*pages)
        return self.kept

    def _page(self, number: int, pages: int, rows: Any) -> None:
        sheet = self._canvas
        self._canvas = _Keeping(sheet, self.kept[number - 1])
        super()._page(number, pages, rows)
        self._canvas = sheet


class _Keeping:
    """A canvas whose texts are kept, with where they begin, and not drawn."""

    def __init__(self, sheet: Any, page: list[tuple[float, float, str]]) -> None:
        self._sheet, self._page = sheet, page

    def __getattr__(self, name: str) -> Any:
        return {"drawString": self._left, "drawRightString": self._right}.get(name) or getattr(self._sheet, name)

    def _left(self, x: float, y: float, text: str) -> None:
        self._page.append((x, y, text))

    def _right(self, x: float, y: float, text: str) -> None:
        self._page.append((x - self._sheet.stringWidth(text, FONT, SIZE), y, text))


def seeds() -> list[Drawn]:
    """Sound statements to begin with."""
    long = row(
        "UCP9ZPOCH1", details="Customer Payment to Small|Business to - 0700***003", withdrawn="-1.00", balance="9.00"
    )
    short = row(paid_in="2.00", balance="10.00")
    party = ("Buy Goods|Online", "254700***001 - ALICE|TESTER")
    till = row(time="2026-09-05|10:00:11", details="Merchant Payment|from", paid_in="5.00", balance="5.00", more=party)
    return [
        *(Recorder(standing=standing).texts([long, short], [short, long]) for standing in ("top", "middle", "bottom")),
        Recorder(padding=0.0, standing="middle").texts([long, short, long]),
        Recorder(columns=BUSINESS, head=BUSINESS_HEAD).texts(
            ["Account Type - Merchant Account", till, "Account Type - Working Account", till]
        ),
    ]


def changed(chance: random.Random, pages: Drawn, other: Drawn) -> Drawn:
    """The pages with one to four things about them changed."""
    found = [list(page) for page in pages] or [[]]
    for _ in range(chance.randint(1, 4)):
        page = chance.choice(found)
        if page and chance.random() < 0.75:
            _change_text(chance, page)
        elif chance.random() < 0.5 or not other:
            page.append((chance.uniform(0, 800), chance.uniform(0, 590), chance.choice(_SPOILS)))
        elif chance.random() < 0.5:
            found.insert(chance.randrange(len(found) + 1), list(chance.choice(other)))
        elif len(found) > 1:
            found.remove(page)
    return found[:4]


def _change_text(chance: random.Random, page: list[tuple[float, float, str]]) -> None:
    """Move, replace, drop, double, spoil or misplace one text."""
    at = chance.randrange(len(page))
    x, y, text = page[at]
    cut = chance.randrange(len(text) + 1)
    page[at : at + 1] = chance.choice(
        [
            [(x + chance.uniform(-60, 60), y + chance.choice([0, 0, 2, -2, 4, -8, 30]), text)],
            [(x, y, chance.choice(_SPOILS))],
            [],
            [(x, y, text), (x, y, text)],
            [(x, y, text[:cut] + chance.choice(_SPOILS) + text[cut:])],
            [(*chance.choice(page)[:2], text)],
        ]
    )


def held(pages: Drawn) -> Whole | None:
    """Read the pages: a refusal is an answer; else nothing may be made up, and no row be counted that is not there.

    Raises AssertionError otherwise.
    """
    texts = [text for page in pages for *_, text in page]
    try:
        _, lines = read_all(drawn(pages), name="statement.pdf")
    except DocumentRefused:
        return None
    whole = "".join(texts).replace(" ", "").upper()
    for line in lines.observations:
        assert receipts.looks_like_receipt(line.receipt)
        assert all(part in whole for part in (line.receipt[:4], f"{abs(line.amount_cents) // 100:,}"[:3])), line
        assert money.plain(line.balance_cents or 0)
    return lines


def steps_of(pages: Drawn) -> set[Step]:
    """The steps that reading the pages takes through the PDF source."""
    taken: set[Step] = set()

    def watch(frame: FrameType, _event: str, _arg: object) -> Any:
        name = frame.f_code.co_filename
        if _WATCHED not in name:
            return None
        last = 0

        def line(inner: FrameType, _event: str, _arg: object) -> Any:
            nonlocal last
            taken.add((name, last, inner.f_lineno))
            last = inner.f_lineno
            return line

        return line

    sys.settrace(watch)
    try:
        held(pages)
    finally:
        sys.settrace(None)
    return taken


def fuzzed(seconds: float, seed: int) -> Iterator[tuple[Drawn, int]]:
    """Inputs that took new steps, with how many inputs were tried until then."""
    chance = random.Random(seed)
    known = [*seeds(), *corpus()]
    taken: set[Step] = set()
    for pages in known:
        taken |= steps_of(pages)
    ends, tried = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        pages = changed(chance, chance.choice(known), chance.choice(known))
        began = time.process_time()
        try:
            steps = steps_of(pages)
        except Exception:
            print(json.dumps(pages, ensure_ascii=False))
            raise
        tried += 1
        assert time.process_time() - began < LONGEST_SECONDS, pages
        if not steps <= taken:
            taken |= steps
            known.append(pages)
            yield pages, tried
    yield [], tried


def corpus() -> list[Drawn]:
    """What earlier runs kept."""
    found: list[Drawn] = json.loads(CORPUS.read_text(encoding="utf-8")) if CORPUS.exists() else []
    return found


def main() -> None:
    """Fuzz for a while and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    called = parser.parse_args()
    new = list(fuzzed(called.seconds, called.seed))
    print(f"{new[-1][1]:,} inputs tried, {len(new) - 1} took a new step")
    if called.keep:
        kept = [*corpus(), *(pages for pages, _ in new[:-1])]
        rounded = [[[(round(x, 1), round(y, 1), text) for x, y, text in page] for page in pages] for pages in kept]
        CORPUS.write_text("[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in rounded) + "\n]\n", "utf-8")


if __name__ == "__main__":
    main()
