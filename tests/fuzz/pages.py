"""PDF statements: what is drawn on pages (place and text), and scars in the file.

A changed byte mostly spoils a stream, so most changes are to what is drawn.
"""

from __future__ import annotations

import io
import json
from random import Random
from typing import Any

from app.core.sources import Payload
from app.core.statement import WalletKey
from tests.core.pdf_files import BUSINESS, BUSINESS_HEAD, FONT, SIZE, Paper, row
from tests.core.statement_files import Whole
from tests.fuzz.spoils import scarred, scars_changed
from tests.fuzz.tables import wallet_of
from tests.fuzz.target import Input, Target

Drawn = list[list[tuple[float, float, str]]]
"""Pages of texts with their places."""

_SPOILS = (
    "Completed-8,000.00", "-1.00", "0.00", "2026-03-01", "12:30:05", "UC19Z4K8L1", "Balance", "Details", "Paid", "In",
    "Account Type - Working Account", "TOTAL: 1.00 2.00", "Statement Verification Code", "AB12CD34", "2547******002",
    "*•∗", "\u00ad", "-", "Completed", "9" * 40, "1e5", "٣", "😀", "", " ", "Shortcode: 5", "Statement Period: 1st 3 2022",
    "Page 1 of 3", "Page 2 of 2", "page 0/0", "Page 9 of 99999999999",
)  # fmt: skip
_SYNTAX = (
    "/Kids [ 1 0 R ]", "/Count 99", "/Count -1", "/Rotate 90", "/Rotate 7", "/MediaBox [ 0 0 1e9 1e9 ]", "endobj", "endstream", "xref", "trailer", "%%EOF", "0 0 0 0 0 0 Tm", "1 0 0 1 9e9 0 Tm",
    "/Length 0", " Tj", "BT", "ET", "q", "Q", "/F1 0 Tf", "/F1 1e9 Tf", "1 0 0 1 0 0 cm", "0 0 0 0 0 0 cm", "3 Tr", "/Type /Font", "/Encrypt 1 0 R", "obj", "1 0 R", "null", "<<", ">>", "(", ")", "%PDF-",
    "/Type /Page", "/Type /Pages", "/Parent 1 0 R", "(Completed)", "(UC19Z4K8L1)", "(-1.00)", "[", "]", "\0", "\xff",
)  # fmt: skip


def drawn(pages: Drawn) -> bytes:
    """The PDF in which these texts stand at these places."""
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(842, 595), invariant=1, pageCompression=0)
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


def seeds() -> list[Input]:
    """Sound statements in both layouts, however their rows stand."""
    long = row(
        "UCP9ZPOCH1", details="Customer Payment to Small|Business to - 0700***003", withdrawn="-1.00", balance="9.00"
    )
    short = row(paid_in="2.00", balance="10.00")
    party = ("Buy Goods|Online", "254700***001 - ALICE|TESTER")
    till = row(time="2026-09-05|10:00:11", details="Merchant Payment|from", paid_in="5.00", balance="5.00", more=party)
    pages = [
        *(Recorder(standing=standing).texts([long, short], [short, long]) for standing in ("top", "middle", "bottom")),
        Recorder(padding=0.0, standing="middle").texts([long, short, long]),
        Recorder(columns=BUSINESS, head=BUSINESS_HEAD).texts(
            ["Account Type - Merchant Account", till, "Account Type - Working Account", till]
        ),
    ]
    return [{"pages": json.loads(json.dumps(one)), "wallet": ""} for one in pages]


def document(value: Input) -> tuple[Payload, WalletKey | None]:
    """The PDF, and the wallet that the user names."""
    data = scarred(drawn(value["pages"]), value.get("scars", []))
    return Payload("statement.pdf", data=data), wallet_of(value["wallet"])


def changed(chance: Random, value: Input, other: Input) -> Input:
    """The input with something drawn, or some bytes, changed."""
    kind = chance.random()
    if kind < 0.85:
        return {**value, "pages": pages_changed(chance, value["pages"], other["pages"])}
    if kind < 0.88:
        return {**value, "wallet": chance.choice(["", "254700000009:Personal", "5000001:Working", "5000001:Merchant"])}
    return {**value, "scars": scars_changed(chance, value.get("scars", []), _SYNTAX)}


def pages_changed(chance: Random, pages: Drawn, other: Drawn) -> Drawn:
    """The pages with one thing about them changed."""
    found = [list(page) for page in pages] or [[]]
    page = chance.choice(found)
    if page and chance.random() < 0.75:
        _change_text(chance, page)
    elif chance.random() < 0.5 or not other:
        page.append((round(chance.uniform(0, 800), 1), round(chance.uniform(0, 590), 1), chance.choice(_SPOILS)))
    elif chance.random() < 0.5:
        found.insert(chance.randrange(len(found) + 1), list(chance.choice(other)))
    elif len(found) > 1:
        found.remove(page)
    return found[:4]


def _change_text(chance: Random, page: list[tuple[float, float, str]]) -> None:
    """Move, replace, drop, double, spoil or misplace one text."""
    at = chance.randrange(len(page))
    x, y, text = page[at]
    cut = chance.randrange(len(text) + 1)
    page[at : at + 1] = chance.choice(
        [
            [(round(x + chance.uniform(-60, 60), 1), y + chance.choice([0, 0, 2, -2, 4, -8, 30]), text)],
            [(x, y, chance.choice(_SPOILS))],
            [],
            [(x, y, text), (x, y, text)],
            [(x, y, text[:cut] + chance.choice(_SPOILS) + text[cut:])],
            [(*chance.choice(page)[:2], text)],
        ]
    )


def check(value: Input, whole: Whole) -> None:
    """Nothing may be made up: a line's receipt and amount stand on the pages. Scars may write to them, too."""
    if value.get("scars"):
        return
    drawn_text = "".join(text for page in value["pages"] for *_, text in page).replace(" ", "").upper()
    for line in whole.observations:
        assert all(part in drawn_text for part in (line.receipt[:4], f"{abs(line.amount_cents) // 100:,}"[:3])), line


TARGET = Target("pages", ("pdf/",), seeds, document, changed, check)
