"""Each regular expression of the core is shown what it must match and what it must not."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core import regexes
from tests.core.regexes import Use

CORE = Path(__file__).parents[2] / "app" / "core"
CALLS = {"compile", "search", "match", "fullmatch", "split", "sub", "subn", "findall", "finditer"}
MADE_WHILE_RUNNING = {"sources.sms.grammar:compiled", "sources.pdf.saying:_amount_after"}
"""Functions that make expressions of words; each has a test of its own below."""


def table() -> dict[str, Use]:
    """The tables of all areas; no key stands in two."""
    found: dict[str, Use] = {}
    for module in pkgutil.iter_modules(regexes.__path__):
        for key, use in importlib.import_module(f"tests.core.regexes.{module.name}").TABLE.items():
            assert key not in found, key
            found[key] = use
    return found


def expressions() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes] | None]]:
    """Key and expression of every call of ``re`` in the core; None where it is made while running."""
    for path in sorted(CORE.rglob("*.py")):
        module = ".".join(path.relative_to(CORE).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {
            id(inside): node.targets[0].id
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            for inside in ast.walk(node.value)
        }
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for call in (node for node in ast.walk(tree) if is_call(node)):
            assert isinstance(call, ast.Call)
            kept = getattr(importlib.import_module(f"app.core.{module}"), named.get(id(call), ""), None)
            if isinstance(kept, re.Pattern):
                yield f"{module}.{named[id(call)]}", kept
            elif isinstance(kept, tuple):
                yield from ((f"{module}.{named[id(call)]}[{at}]", each) for at, each in enumerate(kept))
            elif isinstance(call.args[0], ast.Constant):
                written = str(call.args[0].value)
                yield f"{module}:{written}", re.compile(written)
            else:
                inside = [f.name for f in functions if f.lineno <= call.lineno <= (f.end_lineno or 0)]
                yield f"{module}:{inside[-1] if inside else call.lineno}", None


def is_call(node: ast.AST) -> bool:
    """Whether the node calls a function of ``re`` that takes an expression."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in CALLS
    )


FOUND = dict(expressions())
TABLE = table()


def test_the_collection_sees_what_is_there() -> None:
    assert len(FOUND) > 25
    assert {"money._PLAIN", "sources.cells._LOOSE", "reports.workbook._ESCAPED"} <= FOUND.keys()


def test_every_expression_has_an_entry_and_every_entry_an_expression() -> None:
    made = {key for key, pattern in FOUND.items() if pattern is None}
    assert made == MADE_WHILE_RUNNING
    assert FOUND.keys() - made == TABLE.keys()


@pytest.mark.parametrize("key", sorted(TABLE))
def test_what_it_matches_and_what_not(key: str) -> None:
    pattern, use = FOUND[key], TABLE[key]
    assert pattern is not None
    assert use.yes
    assert use.no
    ask = getattr(pattern, use.way)
    assert [text for text in use.yes if ask(text) is None] == []
    assert [text for text in use.no if ask(text) is not None] == []


# ---------------------------------------------------------------- wordings of messages

STRANGE = [
    "",
    "TK5AB1K2M1 Confirmed.",
    "TK5AB1K2M1 Confirmed. Thank you for banking with us.",
    "Dear customer, your M-PESA Ref TK5AB1K2M1 of Ksh1,500.00 was received by the bank.",
    "Your OTP is 123456. Do not share it with anybody.",
    "tk5ab1k2m1 Confirmed. Ksh1,500.00 received from ALICE TESTER 0700000001 on 5/11/25 at 8:01 AM",
    "Hello TK5AB1K2M1 Confirmed. Ksh1,500.00 received from ALICE TESTER 0700000001 on 5/11/25 at 8:01 AM",
    "TK5AB1K2M1 Confirmed. USD1,500.00 received from ALICE TESTER 0700000001 on 5/11/25 at 8:01 AM",
    "TK5AB1K2M1 Confirmed. Ksh1.500,00 received from ALICE TESTER 0700000001 on 5/11/25 at 8:01 AM",
    "TK5AB1K2M1 Confirmed. Ksh1,500.00 received from ALICE TESTER 0700000001 yesterday",
]
"""Messages of banks, and of people who retyped M-PESA's: no wording of transactions may take them for its own."""


def test_no_wording_of_a_message_takes_a_strange_message_for_its_own() -> None:
    from app.core.sources.sms.templates import TEMPLATES

    assert len(TEMPLATES) > 20
    taken = [(each.name, text) for each in TEMPLATES for text in STRANGE if each.pattern.match(text)]
    assert taken == []


def test_an_amount_is_read_after_its_own_label_only() -> None:
    from app.core.sources.pdf.saying import _amount_after

    heads = [
        "Opening Balance: KES 1,500.00",
        "x opening balance 5.00",
        "Opening Balance",
        "Opening Balance: 5",
        "Closing: 7.00",
    ]
    assert [_amount_after([head], "opening balance") for head in heads] == [150_000, 500, None, None, None]
    assert _amount_after(["Opening Balance and total 7.00", "Opening balance: USD 7.00"], "opening balance") is None
