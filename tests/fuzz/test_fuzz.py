"""Fuzzing's short form, run with the tests: what was kept is read again, and a few fresh inputs of each source.

And the fuzzing itself: it is led by steps, it sees a hang, a swelling and a false word, and it keeps little.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.core import jobs
from app.core.book import Book
from app.core.errors import BookError, DocumentRefused
from app.core.jobs import import_payload
from app.core.sources import Payload, read
from app.core.statement import Declared, KnownLines, Lines, Observation, Observations, Rejected, Statement, WalletKey
from tests.books import is_sound
from tests.core.statement_files import LEGACY_CSV, SAMPLES, legacy_bytes, legacy_row
from tests.fuzz import holding
from tests.fuzz.engine import LONGEST_CPU_SECONDS, Fuzzer, corpus, is_contained, shrunk
from tests.fuzz.spoils import rows_changed, scarred, text_changed, tree_changed
from tests.fuzz.target import Input, Target
from tests.fuzz.targets import TARGETS

FRESH = 120
MOST_KEPT_BYTES = 300_000
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_kept_is_read_or_refused(name):
    target = TARGETS[name]
    kept = corpus(target)
    assert len(kept) >= 15
    fuzzer = Fuzzer(target, seed=1)  # reads the seeds and all that was kept
    assert [finding.told for finding in fuzzer.findings.values()] == []
    assert fuzzer.refused < len(kept) + len(target.seeds())


@pytest.mark.parametrize("name", TARGETS)
def test_fresh_inputs_are_read_or_refused(name):
    """By the command itself, whose child process may be ended by a library without harm to the tests."""
    command = [sys.executable, "-m", "tests.fuzz", "--source", name, "--inputs", str(FRESH), "--seed", "5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = next(json.loads(line) for line in done.stdout.splitlines() if line.startswith("{"))
    assert told["tried"] == FRESH
    assert 0.7 * told["of"] < told["own lines"] <= told["of"]


def test_all_that_is_kept_is_little():
    assert sum(path.stat().st_size for path in SAMPLES.glob("fuzz_*.json")) < MOST_KEPT_BYTES


def test_what_was_kept_can_be_recorded(store_place, monkeypatch):
    """Both databases take whatever is read: odd letters, far days, large amounts. The book is sound afterwards."""
    monkeypatch.setattr(
        jobs, "read_guarded", lambda payload, *, wallet=None, meanwhile=None: read(payload, wallet=wallet)
    )
    book = Book.create(store_place, business="X")
    taken = 0
    for target in TARGETS.values():
        for value in corpus(target):
            payload, wallet = target.document(value)
            try:
                taken += import_payload(book, payload, wallet=wallet or WalletKey("4000001", "Utility")).rows
            except BookError:
                continue
            except BaseException as error:
                if not is_contained(error, payload):
                    raise
    assert taken > 100
    assert is_sound(book)
    book.close()


SPELT = [
    {"TransactionType": "Pay Bill", "TransID": "TK5AB1K2M1", "TransTime": "20251105080110", "TransAmount": "1500.00",
     "BusinessShortCode": "4000001", "BillRefNumber": "INV\ud800", "MSISDN": "254700000001", "FirstName": "AL\0ICE"},
    {"TransID": "TK5AB1K2M2", "TransAmount": "\ud800", "TransTime": "\0", "BusinessShortCode": "4000001"},
]  # fmt: skip
TEXTED = [
    {"body": f"UC1AB0X7Q2 Confirmed.You have received Ksh10.00 from {name} 0700000001 on 1/3/26 at 8:15 PM  New M-PESA "
     "balance is Ksh10.00.", "address": "MPESA", "date": "1772342122000", "type": "1"}
    for name in ("AL\0ICE", "AL\ud800ICE", "\0")
]  # fmt: skip


@pytest.mark.parametrize("answers", [SPELT, TEXTED], ids=["callbacks", "messages"])
def test_letters_that_json_can_spell_and_no_database_takes(store_place, answers):
    book = Book.create(store_place, business="X")
    payload = Payload("answers.json", data=json.dumps(answers).encode())
    summary = import_payload(book, payload, wallet=WalletKey("4000001", "Utility" if answers is SPELT else "Personal"))
    assert summary.new > 0
    assert summary.rows == len(answers)
    assert is_sound(book)
    book.close()


# ---------------------------------------------------------------- led by steps

TOY = """
def read(text):
    if text[0] == "F":
        if text[1] == "U":
            if text[2] == "Z":
                raise ZeroDivisionError
    if text[0] == "L":
        while True:
            pass
    if text[0] == "M":
        return b"x" * (400 << 20)
"""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Toy(Target):
    """A reader of three letters in a module of its own."""

    reader: Callable[[str], object] = str

    def hold(self, value: Input, payload: Payload, wallet: WalletKey | None) -> None:
        self.reader(value)


def other_letter(chance: random.Random, value: str, _other: str, letters: str = LETTERS) -> str:
    at = chance.randrange(3)
    return value[:at] + chance.choice(letters) + value[at + 1 :]


@pytest.fixture
def toy(tmp_path: Path) -> Callable[..., Fuzzer]:
    """A fuzzer of that reader, that puts in these letters."""
    place = tmp_path / "toy.py"
    place.write_text(TOY)
    made: dict[str, Any] = {}
    exec(compile(TOY, str(place), "exec"), made)  # its lines are watched by the file's name

    def fuzzer(letters: str, cpu_seconds: float = LONGEST_CPU_SECONDS) -> Fuzzer:
        target = Toy(
            f"toy{tmp_path.name}", (), lambda: ["AAA"], lambda value: (Payload("toy", data=value.encode()), None),
            lambda chance, value, other: other_letter(chance, value, other, letters), reader=made["read"],
        )  # fmt: skip
        return Fuzzer(target, seed=1, watched=tmp_path, cpu_seconds=cpu_seconds)

    return fuzzer


def test_steps_lead_to_what_chance_would_not_find(toy):
    """Three letters one after the other: 17,576 words, of which chance tries a tenth."""
    fuzzer = toy(LETTERS.replace("L", "").replace("M", ""))
    tried = next(
        n for n in itertools.count(1) if fuzzer.try_one(fuzzer.next_input()) is None or fuzzer.findings or n > 4_000
    )
    assert tried < 4_000
    assert [finding.value for finding in fuzzer.findings.values()] == ["FUZ"]
    assert len(fuzzer.pool) > 1


@pytest.mark.parametrize(
    ("letter", "place", "cpu_seconds"),
    [("L", "TooSlow", 0.5), ("M", "AssertionError", LONGEST_CPU_SECONDS)],  # filling 400 MB takes a second of its own
    ids=["hang", "memory"],
)
def test_a_hang_and_a_swelling_are_findings(toy, letter, place, cpu_seconds):
    fuzzer = toy(LETTERS, cpu_seconds)
    assert not fuzzer.try_one(f"{letter}AA")
    assert [found.split()[0] for found in fuzzer.findings] == [place]
    assert fuzzer.try_one("FAA")


def test_an_input_is_shrunk_as_far_as_it_is_enough():
    value = {"rows": [["a", "b"], ["c", "d"], ["e", "x"]], "text": "y" * 100}
    assert shrunk(value, lambda one: one["rows"][-1][-1] == "x") == {"rows": [["x"]], "text": "y" * 25}
    assert shrunk(value, lambda one: one == value) == value


def test_changes_go_on_for_ever_and_stay_small():
    for target in TARGETS.values():
        chance, known = random.Random(2), target.seeds()
        value = known[0]
        for _ in range(150):
            value = target.changed(chance, value, chance.choice(known))
            json.dumps(value)
        assert len(json.dumps(value)) < 200_000
        target.document(value)


def test_small_changes():
    chance = random.Random(4)
    assert scarred(b"abcdef", [[0.5, 2, "XYZ"], [0.0, 1, ""]]) == b"bcXYZf"
    assert {text_changed(chance, "1,500.00") for _ in range(200)} - {"1,500.00"}
    rows = [["a", "b"], ["c", "d"]]
    changed = [rows_changed(chance, rows, [["e"]], lambda _, cell: cell + "!") for _ in range(200)]
    assert {len(one) for one in changed} >= {1, 2, 3}
    assert rows == [["a", "b"], ["c", "d"]]
    trees = [tree_changed(chance, {"a": [1, {"b": 2}]}, {"c": 3}, ("x",)) for _ in range(200)]
    assert len({json.dumps(tree) for tree in trees}) > 20


# ---------------------------------------------------------------- what every document is held to

LINE = Observation(
    "TK5AB1K2M1", 1, 2, "payment", 100, 1762318870, None, "pay_bill", "A", "0700", "1", "", 100, "Pay Bill"
)


def told(lines: Lines | DocumentRefused, declared: Declared | None = None) -> Any:
    """A reader that finds this, whatever it is given."""

    def read_it(_payload: Payload, *, wallet: WalletKey | None = None) -> Statement:
        if isinstance(lines, DocumentRefused):
            raise lines
        return Statement(declared or Declared("org_portal_csv"), lambda known: iter([lines]))

    return read_it


def lines_of(*rows: Observation, **more: Any) -> Lines:
    return Lines(Observations.of(rows), KnownLines((), (), ()), [], [], 3)._replace(**more)


def hold(monkeypatch: pytest.MonkeyPatch, reader: Any) -> None:
    monkeypatch.setattr(holding, "read", reader)
    holding.held(Payload("x", data=b"...."))


@pytest.mark.parametrize(
    "lines",
    [
        lines_of(LINE._replace(amount_cents=1.5)),  # type: ignore[arg-type]
        lines_of(LINE._replace(amount_cents=10**15)),
        lines_of(LINE._replace(receipt="tk5")),
        lines_of(LINE._replace(digest=1 << 63)),
        lines_of(LINE._replace(line=0)),
        lines_of(LINE._replace(completed_at=1 << 40)),
        lines_of(LINE._replace(role="x")),
        lines_of(LINE._replace(details="\0")),
        lines_of(LINE, LINE),
        lines_of(LINE, bytes_done=5),
        lines_of(LINE, rejected=[Rejected("", 1, 3, "no sentence", "")]),
        Lines(Observations.of([LINE])._replace(names=("A", "B")), KnownLines((), (), ()), [], []),
    ],
)
def test_lines_that_no_book_can_hold(monkeypatch, lines):
    hold(monkeypatch, told(lines_of(LINE)))
    with pytest.raises(AssertionError):
        hold(monkeypatch, told(lines))


@pytest.mark.parametrize(
    "refused", [DocumentRefused("bad file", hint="Do."), DocumentRefused("It is bad.", hint="x"), DocumentRefused("It is bad.")]
)  # fmt: skip
def test_refusals_that_are_no_sentences(monkeypatch, refused):
    hold(monkeypatch, told(DocumentRefused("“x” is bad.", hint="Do it again.")))
    with pytest.raises(AssertionError):
        hold(monkeypatch, told(refused))


def test_lines_lost_where_some_are_known(monkeypatch):
    def forgetful(_payload: Payload, *, wallet: WalletKey | None = None) -> Statement:
        def lines(known: Any) -> Any:
            is_known = known(["TK5AB1K2M1"], [1])
            return iter([lines_of() if is_known == b"\1" else lines_of(LINE)])

        return Statement(Declared("org_portal_csv"), lines)

    with pytest.raises(AssertionError, match="another count"):
        hold(monkeypatch, forgetful)


@pytest.mark.parametrize(("title", "is_held"), [("“x” was cut off.", True), ("“x” has no rows.", False)])
def test_refusals_where_some_lines_are_known(monkeypatch, title, is_held):
    def wary(_payload: Payload, *, wallet: WalletKey | None = None) -> Statement:
        def lines(known: Any) -> Any:
            if known(["TK5AB1K2M1"], [1]) == b"\1":
                raise DocumentRefused(title, hint="Do it again.")
            return iter([lines_of(LINE)])

        return Statement(Declared("org_portal_csv"), lines)

    wrong = pytest.raises(AssertionError, match="refused where some lines are known")
    with nullcontext() if is_held else wrong:
        hold(monkeypatch, wary)


def test_a_sound_document_is_held():
    assert holding.held(Payload.of_path(LEGACY_CSV)) is not None
    assert holding.held(Payload("x.csv", data=legacy_bytes(legacy_row()))) is not None
    assert holding.held(Payload("x.csv", data=b"")) is None
