"""A rule brakes when the lower bound of its precision falls under the target, and earns its place again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.matching.brakes import TARGET, brake, lower_bound
from app.core.matching.knowledge import Knowledge
from app.core.matching.values import RuleRecord


def test_a_new_rule_and_a_sound_one_run_free() -> None:
    assert not brake(RuleRecord("reference:exact", 0, 0)).is_on
    told = brake(RuleRecord("reference:exact", 5000, 3))
    assert (told.is_on, told.sentence) == (False, "3 of 5,000 matches by “reference:exact” were taken back.")


def test_a_rule_often_undone_only_suggests_and_says_how_often() -> None:
    told = brake(RuleRecord("name:exact", 200, 12))
    assert told.is_on
    assert told.sentence == "12 of 200 matches by “name:exact” were taken back: it only suggests now."
    assert told.bound < TARGET


def test_one_mistake_brakes_no_rule_and_a_dozen_do_until_many_more_were_right() -> None:
    assert not brake(RuleRecord("r", 1, 1)).is_on
    assert brake(RuleRecord("r", 12, 12)).is_on
    assert not brake(RuleRecord("r", 50_000, 12)).is_on


def test_a_count_that_is_sound_again_frees_the_rule() -> None:
    known = Knowledge(records=[RuleRecord("r", 100, 50)])
    assert "r" in known.braked
    known.count(RuleRecord("r", 90_000, 50))
    assert known.braked == {}


@pytest.mark.parametrize(("good", "bad", "bound"), [(100, 0, 0.9737), (95, 5, 0.9008), (2999, 1, 0.9985)])
def test_the_bound_is_wilson_s(good: float, bad: float, bound: float) -> None:
    assert lower_bound(good, bad) == pytest.approx(bound, abs=5e-5)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_the_bound_lies_under_the_share_and_falls_with_each_mistake(good: int, bad: int) -> None:
    bound = lower_bound(good, bad)
    assert 0 <= bound <= good / (good + bad)
    assert lower_bound(good, bad + 1) < bound < lower_bound(good + 1, bad) + 1e-12
