"""What the tests of edited files go through: the grids of both portals, their columns, and the sentences told."""

from __future__ import annotations

from tests.core.edited_files import legacy_grid, portal_grid

TIMES = ("Completion Time", "Initiation Time")
MONEY = ("Paid In", "Withdrawn", "Balance", "Paid In (KSHs)", "Withdrawn (KSHs)", "Balance (KSHs)")
GRIDS = {"legacy": legacy_grid, "portal": portal_grid}


def first_note(notes: tuple[str, ...], words: str) -> str:
    found = [note for note in notes if words in note]
    assert found, notes
    return found[0]
