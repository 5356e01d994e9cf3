"""Any breaking, doubling and order of messages gives the same lines; spoilt files give rows or a sentence."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import DocumentRefused
from app.core.sources import Payload
from app.core.sources.sms import SmsSource
from app.core.statement import Observation, WalletKey
from tests.core.sound_reading import is_sound_or_said
from tests.core.spoiling import spoilt
from tests.core.statement_files import SAMPLES, joined, nothing_known, read_all

TEXTS = sorted(SAMPLES.glob("sms_*.txt"))
FILES = [*TEXTS, SAMPLES / "sms-20260401000000.xml"]
MESSAGES = [line for path in TEXTS for line in path.read_text().splitlines() if line.strip()]
PHONE = WalletKey("254700000009", "Personal")
NOISE = ("", "  ", "sent from my phone", "see you at 8", "KES 100 sent. Ref 123")


def claims(lines: list[Observation]) -> set[tuple[object, ...]]:
    """What is claimed, without where it stood."""
    return {tuple(line._replace(line=0)) for line in lines}


EXPECTED = claims(read_all("\n".join(MESSAGES).encode(), name="x.txt", wallet=PHONE)[1].observations)


def test_the_samples_have_what_makes_it_hard():
    assert len(MESSAGES) == 33
    roles = {row[3] for row in EXPECTED}
    assert roles == {
        "payment",
        "payout",
        "charge",
        "overdraft",
        "overdraft_repayment",
        "reversal",
        "sweep_in",
        "sweep_out",
    }


@st.composite
def forms(draw) -> list[str]:
    """All messages at least once, in any order, with any blank between words turned into a line end."""
    order = draw(st.permutations(MESSAGES))
    doubled = draw(st.lists(st.sampled_from(MESSAGES), max_size=8))
    chance = random.Random(draw(st.integers(0, 2**32)))
    broken = []
    for message in [*order, *doubled]:
        words = message.split(" ")
        share = chance.choice((0.0, 0.1, 0.9))
        ends = ["\n\n" if chance.random() < 0.1 else "\n" if chance.random() < share else " " for _ in words]
        broken.append("".join(f"{word}{end}" for word, end in zip(words, ends, strict=True)))
        broken.append(chance.choice(NOISE))
    return broken


@settings(max_examples=80, deadline=None)
@given(form=forms())
def test_breaking_doubling_and_order_change_nothing_in_text(form):
    whole = read_all("\n".join(form).encode(), name="x.txt", wallet=PHONE)[1]
    assert claims(whole.observations) == EXPECTED
    assert whole.rejected == []


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(MESSAGES), indent=st.sampled_from([None, 1]))
def test_order_and_container_change_nothing_in_json(order, indent):
    written = json.dumps([{"body": body} for body in order], indent=indent)
    assert claims(read_all(written.encode(), name="x.json", wallet=PHONE)[1].observations) == EXPECTED


# ---------------------------------------------------------------- spoilt files


SCRAPS = [b"<sms ", b'"', b"&#55357;", b"\0", b"\n", b"Ksh", b"9" * 300, b"\xff"]


@settings(max_examples=150, deadline=None)
@given(data=spoilt(FILES, SCRAPS, longest=200))
def test_spoilt_files_give_rows_or_a_sentence(data):
    assert is_sound_or_said(lambda: read_all(data, name="x", wallet=PHONE)[1])


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=2000), kind=st.sampled_from(["sms_text", "sms_backup", "sms_json"]))
def test_any_bytes_give_rows_or_a_sentence(data, kind):
    source = SmsSource(kind)
    assert is_sound_or_said(lambda: joined(source.read(Payload("x", data=data), wallet=None).lines(nothing_known)))


@pytest.mark.parametrize(
    "text",
    [
        "UC1AB0X7Q2 Confirmed. " + "on " * 200_000,
        "UC1AB0X7Q2 Confirmed. Ksh" + "1," * 200_000,
        "UC1AB0X7Q2 Confirmed. You have received Ksh1.00 from " + "A on 1/3/26 " * 50_000,
        "UC1AB0X7Q2 Confirmed.\n" * 20_000,
        ("A" * 12 + "\n") * 50_000 + "UC1AB0X7Q2 Confirmed.",
        "UC1AB0X7Q2 Confirmed" + ". ,:" * 200_000,
        "UC1AB0X7Q2 Confirmed. Transaction cost" + " " * 500_000 + "x",
    ],
    ids=range(7),
)
def test_long_and_repetitive_text_does_not_hang(text):
    """No expression here may look at a place again and again: with this text that would take hours."""
    assert is_sound_or_said(lambda: read_all(text.encode(), name="x.txt", wallet=PHONE)[1])


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, '{"a":' * 200_000, '[{"body": ' * 100_000],
    ids=range(3),
)
def test_nesting_without_end_is_refused(text):
    with pytest.raises(DocumentRefused):
        joined(SmsSource("sms_json").read(Payload("x", data=text.encode()), wallet=None).lines(nothing_known))


def test_one_line_without_end_takes_no_memory_without_end(monkeypatch):
    from app.core.sources.sms import containers

    monkeypatch.setattr("app.core.sources.text.BLOCK_BYTES", 10_000)
    held: list[int] = []
    original = containers._last_beginning

    def watched(text: str) -> int:
        held.append(len(text))
        return original(text)

    monkeypatch.setattr(containers, "_last_beginning", watched)
    data = MESSAGES[-1].encode() + b" x" * 500_000
    joined(SmsSource("sms_text").read(Payload("x", data=data), wallet=PHONE).lines(nothing_known))
    assert len(held) > 20
    assert max(held) < 60_000
