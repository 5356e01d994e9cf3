"""All sources that are fuzzed, by name."""

from __future__ import annotations

from tests.fuzz import answers, edited, messages, pages, tables, workbooks
from tests.fuzz.target import Target

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (tables.TARGET, workbooks.TARGET, messages.TARGET, answers.TARGET, edited.TARGET, pages.TARGET)
}
