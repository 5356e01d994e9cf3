"""A listing as a PDF on A4 and as a workbook with true dates and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.core import clock
from app.core.reports.annex import Annex, worded
from app.core.reports.listing import Bars, Listing, Section, field_of, shown, totals_row
from app.core.reports.pages import draw, laid_out
from app.core.reports.paper import BOLD, BOTTOM, LEFT, MONO, RIGHT, SANS, TOP, Column, Paper, wrapped
from app.core.reports.whole_file import whole_file
from app.core.reports.workbook import Cells, Kind, ListSheet, prepare

_LINE, _FIGURE, _CHART = 11.0, 14.0, 150.0
_LIGHT, _DARK = 0.78, 0.25


def write_pdf(listing: Listing, path: Path) -> None:
    """Write it as PDF, whole or not at all. Raises DiskTrouble."""
    top = _head_height(listing)
    annexes = list(_annexes(listing))
    pages = laid_out(annexes, first_y=top) or [[]]
    with whole_file(Path(path)) as unfinished:
        paper = Paper(unfinished, title=f"{listing.title}, {listing.business}", subject=listing.subtitle)
        for number, pieces in enumerate(pages, start=1):
            if number == 1:
                _draw_head(paper, listing)
            else:
                paper.turn()
                paper.text(LEFT, TOP - 9, listing.business, font=BOLD, size=9, width=260)
                paper.right(RIGHT, TOP - 9, f"{listing.title}   {listing.subtitle}", size=8)
            for piece in pieces:
                draw(paper, piece)
            _foot(paper, number, len(pages))
        paper.save()


def _head_height(listing: Listing) -> float:
    notes = [line for note in listing.notes for line in wrapped(note, RIGHT - LEFT, SANS, 8)]
    chart = _CHART if listing.bars else 0.0
    return TOP - 52 - _FIGURE * len(listing.figures) - _LINE * len(notes) - chart - 22


def _draw_head(paper: Paper, listing: Listing) -> None:
    paper.text(LEFT, TOP - 12, listing.business, font=BOLD, size=9, width=300)
    paper.text(LEFT, TOP - 31, listing.title, font=BOLD, size=15, width=RIGHT - LEFT)
    paper.text(LEFT, TOP - 45, listing.subtitle, size=9, width=RIGHT - LEFT)
    y = TOP - 52 - _FIGURE + 2
    for one in listing.figures:
        paper.text(LEFT, y, one.title, size=9)
        text = shown(one.cents, Kind.MONEY)
        paper.right(LEFT + 320, y, text, font=BOLD, size=9)
        if one.must_be_nothing:
            paper.text(LEFT + 332, y, "as it must be" if not one.cents else "LOOK INTO THIS", size=8)
        y -= _FIGURE
    for note in listing.notes:
        for line in wrapped(note, RIGHT - LEFT, SANS, 8):
            paper.text(LEFT, y, line, size=8)
            y -= _LINE
    if listing.bars:
        _draw_bars(paper, listing.bars, y)


def _draw_bars(paper: Paper, bars: Bars, y: float) -> None:
    """A frame and a bar a label in it, told apart in black and white; the highest one is told in figures."""
    foot, most = y - _CHART + 28, max(*bars.wholes, 1)
    paper.text(LEFT, y - 8, bars.title, font=BOLD, size=8)
    paper.right(RIGHT, y - 8, f"highest: KES {shown(most, Kind.MONEY)}", size=8)
    paper.rule(foot, weight=0.6)
    step, height = (RIGHT - LEFT) / len(bars.labels), _CHART - 46
    for at, (label, whole, dark) in enumerate(zip(bars.labels, bars.wholes, bars.darks, strict=True)):
        x = LEFT + step * at
        if whole:
            paper.bar(x + step * 0.15, foot, step * 0.7, height * whole / most, grey=_LIGHT)
        if dark:
            paper.bar(x + step * 0.15, foot, step * 0.7, height * dark / most, grey=_DARK)
        paper.text(x + step * 0.3, foot - 9, label, size=6.5)


def _annexes(listing: Listing) -> Iterator[Annex]:
    for section in listing.sections:
        columns = _columns(section)
        if not section.rows:
            yield Annex(section.title, columns, [("none", *[""] * (len(columns) - 1))], remark=section.note)
            continue
        rows = [
            tuple(shown(cell, head.kind) for head, cell in zip(section.heads, row, strict=True)) for row in section.rows
        ]
        has_total = any(head.is_summed for head in section.heads)
        if has_total:
            rows.append(tuple(totals_row(section)))
        yield worded(section.title, columns, rows, None, remark=section.note, most_lines=2, has_total=has_total)


def _columns(section: Section) -> tuple[Column, ...]:
    """As wide as they say, stretched or narrowed together to the width of the page."""
    factor = (RIGHT - LEFT) / sum(head.width for head in section.heads)
    fonts = [MONO if head.name == "receipt" else SANS for head in section.heads]
    return tuple(
        Column(head.title, head.width * factor, font, head.is_figure)
        for head, font in zip(section.heads, fonts, strict=True)
    )


def _foot(paper: Paper, number: int, total: int) -> None:
    y = BOTTOM - 10
    paper.rule(y + 9, weight=0.4)
    paper.text(LEFT, y, f"Printed {clock.wall(clock.now()):%d/%m/%Y %H:%M}", size=7)
    paper.text(LEFT + 170, y, "no figure here is a balancing figure", size=7)
    paper.right(RIGHT, y, f"page {number:,} of {total:,}", size=7)


def write_xlsx(listing: Listing, path: Path) -> None:
    """Write it as a workbook: a summary, and a sheet a list. Raises DiskTrouble."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    summary = workbook.create_sheet("Summary")
    prepare(summary, [56, 18], is_landscape=False)
    cells = Cells(summary)
    for text, is_title in ((listing.business, False), (listing.title, True), (listing.subtitle, False), ("", False)):
        summary.append([cells.text(text, is_title=is_title)] if text else [])
    for one in listing.figures:
        summary.append([cells.text(one.title), cells.figure(one.cents / 100, Kind.MONEY, is_bold=True)])
    sheets = [_sheet(workbook, section) for section in listing.sections]
    for section, sheet in zip(listing.sections, sheets, strict=True):
        for head in section.heads:
            if head.is_summed:
                label = cells.text(f"{section.title}: {head.title}")
                summary.append([label, cells.figure(f"={sheet.total(head.title)}", head.kind)])
    for note in listing.notes:
        summary.append([cells.text(note)])
    if listing.bars:
        summary.add_chart(_chart(listing.bars, listing, sheets), f"A{8 + len(listing.figures) + len(listing.notes)}")
    summary.print_area = f"A1:B{5 + len(listing.figures) + sum(len(one.heads) for one in listing.sections)}"
    summary.close()
    with whole_file(Path(path)) as unfinished:
        workbook.save(unfinished)


def _chart(bars: Bars, listing: Listing, sheets: list[ListSheet]) -> Any:
    """The picture as the workbook's own chart over the cells of a sheet, which it follows when they are changed."""
    from openpyxl.chart import BarChart, Series

    section = listing.section(bars.section)
    sheet = sheets[listing.sections.index(section)]
    titles = {head.name: head.title for head in section.heads}
    chart = BarChart()
    chart.type, chart.overlap, chart.title = "col", 100, bars.title
    for name, grey in zip(bars.of[1:], ("C7C7C7", "404040"), strict=True):
        one = Series(sheet.column(titles[name]), title=titles[name])
        one.graphicalProperties.solidFill = grey
        chart.series.append(one)
    chart.set_categories(sheet.column(titles[bars.of[0]]))
    chart.width, chart.height = 24, 9
    return chart


def _sheet(workbook: object, section: Section) -> ListSheet:
    name = section.name.replace("_", " ").capitalize()
    fields = [field_of(head) for head in section.heads]
    sheet = ListSheet(workbook, name, section.title, fields, rows=len(section.rows))
    at_days = [at for at, head in enumerate(section.heads) if head.kind is Kind.DAY]
    sheet.write(_dated(row, at_days) for row in section.rows)
    return sheet


def _dated(row: tuple[str | int | None, ...], at_days: list[int]) -> list[str | int | None]:
    """A workbook's cells are told instants; a day begins at its midnight."""
    cells = list(row)
    for at in at_days:
        day = cells[at]
        cells[at] = None if day is None else clock.day_start(int(day))
    return cells
