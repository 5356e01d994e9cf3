"""Rules for what is no sale: all conditions hold, case and spaces do not count, and nothing is hit by nothing."""

from __future__ import annotations

from app.core.matching.rules import Condition, Facts, Rule, conditions_from, first_hit, hits

OWNER = Facts("in", "pay_bill", "ASHA  OWNER", "25471****678", "CAPITAL", "Pay Bill from 25471****678 - ASHA OWNER")


def test_every_condition_must_hold() -> None:
    assert hits([Condition("party_name", "is", "asha owner"), Condition("direction", "is", "in")], OWNER)
    assert not hits([Condition("party_name", "is", "asha owner"), Condition("direction", "is", "out")], OWNER)


def test_the_three_tests() -> None:
    assert hits([Condition("details", "contains", "71****678 - asha")], OWNER)
    assert hits([Condition("account_ref", "starts", "cap")], OWNER)
    assert not hits([Condition("account_ref", "is", "cap")], OWNER)


def test_no_condition_and_no_word_hit_nothing() -> None:
    assert not hits([], OWNER)
    assert not hits([Condition("details", "contains", " ")], OWNER)
    assert not hits([Condition("details", "starts", "")], OWNER)


def test_a_rule_made_from_a_row_hits_that_row_and_no_stranger() -> None:
    made = conditions_from(OWNER)
    assert hits(made, OWNER)
    assert not hits(made, OWNER._replace(party_name="ASHA OTHER"))
    assert not hits(made, OWNER._replace(direction="out"))


def test_a_row_without_a_party_is_told_by_its_kind() -> None:
    bare = Facts("out", "withdrawal", "", "", "", "Withdraw Funds")
    assert [one.field for one in conditions_from(bare)] == ["direction", "kind"]


def test_the_oldest_rule_decides() -> None:
    rules = [
        Rule(1, "owner", (Condition("party_name", "contains", "owner"),), "owner"),
        Rule(2, "loan", (Condition("account_ref", "is", "capital"),), "loan"),
    ]
    found = first_hit(rules, OWNER)
    assert found is not None
    assert found.id == 1
    assert first_hit(rules[1:], OWNER._replace(account_ref="x")) is None
