"""Golden files of messages and of Daraja's answers."""

from __future__ import annotations

import pytest

from tests.core.golden import as_read, golden_of, message_samples


@pytest.mark.parametrize("sample", message_samples(), ids=[path.name for path in message_samples()])
def test_sample_is_read_as_its_golden_file_says(sample):
    assert as_read(sample) == golden_of(sample).read_text(encoding="utf-8"), "python -m tests.core.golden --renew"
