"""The office of the stories about what users complain of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.office import Office


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Office]:
    """A book of its own; whatever a story does, everything holds in the end."""
    made = Office(tmp_path, capsys.readouterr)
    yield made
    assert made.is_sound()
