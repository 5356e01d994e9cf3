"""The documents that are measured: stretches of one long story, written once and kept in a folder for the next run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from app.core.sample.papers import write_legacy_csv
from app.core.sample.truth import stretch, truth

EXTRA = 10_000
SEED = 7


class Documents:
    """The files of one size. All come from a story of one and a half times that size and 10,000 movements more."""

    def __init__(self, folder: Path, rows: int) -> None:
        self._folder, self.rows = folder, rows
        folder.mkdir(parents=True, exist_ok=True)

    def first(self) -> Path:
        """Movements 0 to ``rows``."""
        return self._written("first", 0, self.rows)

    def downloaded_again(self) -> Path:
        """The same rows under another preamble."""
        return self._written("again", 0, self.rows, reported_at=datetime(2026, 11, 20, 9, 0, 1))

    def half_overlapping(self) -> Path:
        """As many rows, half of them in ``first``."""
        return self._written("half", self.rows // 2, self.rows // 2 + self.rows)

    def extra(self) -> Path:
        """10,000 rows that follow on everything else."""
        start = self.rows // 2 + self.rows
        return self._written("extra", start, start + EXTRA)

    def _written(self, name: str, start: int, stop: int, *, reported_at: datetime | None = None) -> Path:
        path = self._folder / f"{name}_{self.rows}.csv"
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            story = truth(self.rows // 2 + self.rows + EXTRA, seed=SEED, days=145)
            write_legacy_csv(str(unfinished), stretch(story.by_day(), start, stop), reported_at=reported_at)
            unfinished.rename(path)
        return path
