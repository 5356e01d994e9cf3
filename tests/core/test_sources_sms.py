"""Messages in every container: pasted text, files, SMS Backup & Restore, JSON; whose they are and when they were."""

from __future__ import annotations

import json
from xml.sax.saxutils import quoteattr

import pytest

from app.core.errors import DocumentRefused
from app.core.sources import KINDS, Payload
from app.core.sources.sms import recognised
from app.core.sources.sms.containers import is_from_mpesa, moment_told, unescaped
from app.core.sources.sms.source import moment_told_by
from app.core.statement import Observation, Proof, WalletKey
from tests.core.statement_files import SAMPLES, Whole, at, joined, nothing_known, read_all

ENGLISH = SAMPLES / "sms_personal_english.txt"
MISC = SAMPLES / "sms_personal_misc.txt"
SWAHILI = SAMPLES / "sms_personal_swahili.txt"
BUSINESS = SAMPLES / "sms_merchant_till_and_paybill.txt"
BACKUP = SAMPLES / "sms-20260401000000.xml"
RECEIVED = (
    "UC1AB0X7Q2 Confirmed.You have received Ksh2,000.00 from ALICE  TESTER 0700000001 on 1/3/26 at 8:15 AM"
    "  New M-PESA balance is Ksh2,500.00."
)
TILL = (
    "UI5AB1M2M3 Confirmed.on 5/9/26 at 10:00 AMKSH2,500.00 received from 254700000001 Alice Tester."
    " New Account balance is KSH2,600.00. Transaction cost, KSH13.75."
)
DRAW = (
    "UC29Z7P3M5 Confirmed. Fuliza M-PESA amount is Ksh 505.00. Access Fee charged Ksh 5.05. Total Fuliza M-PESA"
    " outstanding amount is Ksh510.05 due on 01/04/26."
)
PAID_BY_FULIZA = (
    "UC29Z7P3M5 Confirmed. Ksh2,500.00 paid to TESTBIZ DUKA. on 2/3/26 at 6:04 PM."
    "New M-PESA balance is Ksh0.00. Transaction cost, Ksh0.00."
)
PHONE = WalletKey("254700000009", "Personal")


def bare(lines: list[Observation]) -> list[Observation]:
    return [line._replace(line=0) for line in lines]


def pasted(text: str, *, wallet: WalletKey | None = None) -> Whole:
    return read_all(Payload("pasted text", data=text.encode()), wallet=wallet)[1]


def sms(body: str, *, address: str = "MPESA", kind: str = "1", date: str = "1772342122000") -> str:
    return (
        f'<sms protocol="0" address="{address}" date="{date}" type="{kind}" subject="null" body={quoteattr(body)}'
        ' toa="null" read="1" contact_name="(Unknown)" />'
    )


def backup(*elements: str, end: str = "</smses>") -> bytes:
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"9\">\n"
    return (head + "\n".join(elements) + "\n" + end).encode()


# ---------------------------------------------------------------- text


def test_kinds_are_named():
    assert {"sms_text", "sms_backup", "sms_json"} <= set(KINDS)
    assert [read_all(path)[0].kind for path in (ENGLISH, BACKUP)] == ["sms_text", "sms_backup"]


def test_pasted_text_is_read_without_a_file():
    whole = pasted(RECEIVED)
    assert [line.receipt for line in whole.observations] == ["UC1AB0X7Q2"]
    assert whole.observations[0].party_name == "ALICE TESTER"


def test_a_message_may_be_broken_over_lines_and_followed_by_others():
    broken = "\n\n" + RECEIVED.replace(" ", "\n", 9) + "\n\nsent from my phone\n" + TILL + "\r\n" + DRAW + "\n"
    whole = pasted(broken, wallet=PHONE)
    assert [(line.receipt, line.line) for line in whole.observations] == [("UC1AB0X7Q2", 3), ("UC29Z7P3M5", 16)]
    assert [(line.receipt, line.line, line.status) for line in whole.ignored] == [
        ("UI5AB1M2M3", 15, "of a till, not of a phone's own wallet")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_encoding_and_line_ends_change_nothing(encoding, end):
    text = ENGLISH.read_text().replace("\n", end)
    original = read_all(ENGLISH)[1]
    written = read_all(Payload("x.txt", data=text.encode(encoding)))[1]
    assert bare(written.observations) == bare(original.observations)


def test_messages_of_others_in_text_are_evidence_only():
    whole = pasted("KES 6,000.00 sent. M-PESA Ref UCS9ZBANK1\n" + RECEIVED + "\nFwd: " + TILL + "\n")
    assert [line.receipt for line in whole.observations] == ["UC1AB0X7Q2"]
    assert [line.raw.split()[0] for line in whole.ignored] == ["KES", "Fwd:"]


def test_text_that_is_no_message_is_refused_in_a_sentence():
    for text in ("hello\nhow are you\n", "Nimetuma hiyo pesa", "Confirmed, see you at 8"):
        with pytest.raises(DocumentRefused):
            read_all(Payload("notes.txt", data=text.encode()))


# ---------------------------------------------------------------- whose wallet


def test_messages_name_no_wallet_and_are_worth_an_sms():
    for path, ledger in ((ENGLISH, "Personal"), (MISC, "Personal"), (SWAHILI, "Personal"), (BUSINESS, "Merchant")):
        declared, _ = read_all(path)
        assert (declared.code, declared.ledger, declared.proof) == ("", ledger, Proof.SMS)


def test_a_document_is_read_for_the_wallet_that_the_user_names():
    declared, whole = read_all(BACKUP, wallet=WalletKey("5000001", "Merchant"))
    assert declared.ledger == "Merchant"
    assert [line.receipt for line in whole.observations] == ["UI5AB1M2M3", "UI5AB1M2M3", "UI5Q7XYZAB"]
    assert {line.status for line in whole.ignored} == {"of a phone's own wallet, not of a till"}


def test_pochi_lines_stand_in_their_own_ledger():
    _, whole = read_all(MISC, wallet=PHONE)
    assert [(line.receipt, line.ledger) for line in whole.observations][:3] == [
        ("UCR0000PB1", "Pochi"),
        ("UCR0000MV1", "Pochi"),
        ("UCR0000MV1", ""),
    ]
    _, whole = read_all(MISC, wallet=WalletKey(PHONE.code, "Pochi"))
    assert [line.ledger for line in whole.observations][:3] == ["", "", "Personal"]


def test_a_document_without_any_message_of_the_wallet_is_refused():
    with pytest.raises(DocumentRefused, match="None of the M-PESA messages in “pasted text” is of a paybill"):
        pasted(RECEIVED, wallet=WalletKey("4000001", "Utility"))


def test_failures_are_kept_and_claim_nothing():
    _, whole = read_all(MISC)
    assert [line.status for line in whole.ignored] == ["balance told, no money moved", "failed", "cancelled"]
    assert len({line.digest for line in whole.ignored}) == 3


# ---------------------------------------------------------------- the backup


def test_backup_holds_what_mpesa_sent_to_this_phone_and_nothing_else():
    _, whole = read_all(BACKUP)
    english = {line.digest: line for line in read_all(ENGLISH)[1].observations}
    assert len(whole.observations) == 8  # one of them twice
    assert bare(whole.observations) == bare([english[line.digest] for line in whole.observations])
    assert whole.rejected == []


@pytest.mark.parametrize(
    "element",
    [
        sms(RECEIVED, address="BANKEXAMPLE"),
        sms(RECEIVED, address="+254700000001"),
        sms(RECEIVED, address="MPESA2"),
        sms(RECEIVED, kind="2"),
        sms(RECEIVED, address="null"),
        '<mms address="MPESA" type="1" body="' + RECEIVED + '"/>',
        f"<sms protocol='0' address='JOE' body=\"x' address='MPESA' type='1' {RECEIVED}\" type='1'/>",
    ],
)
def test_other_senders_and_sent_messages_are_no_evidence(element):
    with pytest.raises(DocumentRefused, match="holds no message of M-PESA"):
        read_all(backup(element), name="sms.xml")


@pytest.mark.parametrize("address", ["MPESA", "M-PESA", "mpesa", "M-Pesa", "M PESA", "&#77;PESA"])
def test_spellings_of_the_sender(address):
    _, whole = read_all(backup(sms(RECEIVED, address=address)), name="sms.xml")
    assert len(whole.observations) == 1


def test_attributes_in_any_order_and_quotes():
    element = f"<sms\n body='{RECEIVED}' type='1'\n address = 'MPESA' date='null'></sms>"
    _, whole = read_all(backup(element), name="sms.xml")
    assert [line.receipt for line in whole.observations] == ["UC1AB0X7Q2"]


def test_entities_and_halves_of_emoji_are_read():
    assert unescaped("a&#10;b &amp;amp; &quot;&lt;&#x27;&#55357;&#56832; &#55357; &nbsp; &#9999999;") == (
        "a\nb &amp; \"<'😀 \ufffd &nbsp; \ufffd"
    )
    _, whole = read_all(backup(sms(RECEIVED).replace("2,500.00.", "2,500.00. &#55357;&#56832;&#10;")), name="sms.xml")
    assert len(whole.observations) == 1


def test_entities_are_not_expanded_and_nothing_is_fetched():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE smses [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM '
        b'"file:///etc/passwd">]><smses>' + sms("&b;&c;" + RECEIVED).encode() + sms(RECEIVED).encode() + b"</smses>"
    )
    _, whole = read_all(bomb, name="sms.xml")
    assert len(whole.observations) == 1
    assert [line.raw[:6] for line in whole.ignored] == ["&b;&c;"]


def test_lines_are_those_of_the_file():
    _, whole = read_all(backup(sms("x", address="JOE"), sms(RECEIVED), "\n\n" + sms(DRAW)), name="sms.xml")
    assert [line.line for line in whole.observations] == [4, 7]


def test_a_backup_that_was_cut_off_is_told():
    cut = backup(sms(RECEIVED), sms(DRAW))[:-120]
    _, whole = read_all(cut, name="sms.xml")
    assert [line.receipt for line in whole.observations] == ["UC1AB0X7Q2"]
    assert [line.reason.split(":")[0] for line in whole.rejected] == [
        "This message is torn",
        "The backup is cut off here",
    ]


def test_a_torn_message_in_the_middle_is_told_and_the_next_is_read():
    torn = sms(RECEIVED).replace('" toa', " toa")
    _, whole = read_all(backup(torn, sms(PAID_BY_FULIZA)), name="sms.xml")
    assert [line.receipt for line in whole.observations] == ["UC29Z7P3M5"]
    assert len(whole.rejected) == 1


@pytest.mark.parametrize("block", [700, 1024, 4096])
def test_elements_across_blocks_are_read_whole(monkeypatch, block):
    monkeypatch.setattr("app.core.sources.text.BLOCK_BYTES", block)
    original = read_all(BACKUP)[1]
    monkeypatch.undo()
    assert original.observations == read_all(BACKUP)[1].observations
    flat = BACKUP.read_bytes().replace(b"\n", b" ")
    monkeypatch.setattr("app.core.sources.text.BLOCK_BYTES", block)
    assert bare(read_all(flat, name="sms.xml")[1].observations) == bare(original.observations)


@pytest.mark.parametrize("block", [300, 2000])
def test_messages_across_blocks_are_read_whole(monkeypatch, block):
    whole = read_all(ENGLISH)[1]
    monkeypatch.setattr("app.core.sources.text.BLOCK_BYTES", block)
    assert read_all(ENGLISH)[1].observations == whole.observations


# ---------------------------------------------------------------- JSON


@pytest.mark.parametrize(
    "written",
    [
        [{"body": RECEIVED, "timestamp": 1772342122000}],
        [{"body": "hi", "sender": "JOE"}, {"address": "MPESA", "body": RECEIVED, "date": "1772342122000"}],
        {"messages": [{"from": "MPESA", "text": RECEIVED, "sentStamp": 1772342122000, "sim": "sim1"}]},
        {
            "event": "sms:received",
            "payload": {"sender": "MPESA", "message": RECEIVED, "receivedAt": "2026-03-01T08:15"},
        },
        {"type": "message.phone.received", "data": {"contact": "MPESA", "content": RECEIVED}},
        [RECEIVED],
    ],
)
def test_json_of_exporters_and_forwarders(written):
    for text in (json.dumps(written), json.dumps(written, indent=1)):
        declared, whole = read_all(text.encode(), name="sms.json")
        assert declared.kind == "sms_json"
        assert bare(whole.observations) == bare(pasted(RECEIVED).observations)


def test_json_lines_are_read_one_by_one_and_a_bad_one_is_told():
    lines = [json.dumps({"body": RECEIVED}), '{"body": "cut', json.dumps({"body": PAID_BY_FULIZA})]
    _, whole = read_all("\n".join(lines).encode(), name="sms.json")
    assert [(line.receipt, line.line) for line in whole.observations] == [("UC1AB0X7Q2", 1), ("UC29Z7P3M5", 3)]
    assert [(line.line, line.reason[:31]) for line in whole.rejected] == [(2, "This line is not valid JSON: In")]


def test_json_of_other_senders_is_no_evidence():
    written = [{"body": RECEIVED, "sender": "JOE"}, {"body": RECEIVED, "address": "MPESA", "type": 2}]
    with pytest.raises(DocumentRefused):
        read_all(json.dumps(written).encode(), name="sms.json")


# ---------------------------------------------------------------- moments that messages do not print


def moments(text: str) -> dict[str, int | None]:
    return {line.role: line.completed_at for line in pasted(text).observations}


def test_fuliza_takes_the_moment_of_the_payment_that_it_financed():
    evening = at("2026-03-02T18:04:00")
    for text in (f"{PAID_BY_FULIZA}\n{DRAW}", f"{DRAW}\n{PAID_BY_FULIZA}"):
        assert moments(text) == {"payout": evening, "overdraft": evening}


def test_fuliza_alone_takes_the_day_of_its_receipt():
    assert moments(DRAW) == {"overdraft": at("2026-03-02T00:00:00")}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2026-03-02T18:05:11", "2026-03-02T18:05:11"),
        ("2026-03-03T00:04:00", "2026-03-03T00:04:00"),  # came a little after midnight
        ("2026-03-03T09:00:00", "2026-03-02T00:00:00"),  # restored, delayed: the letters stand
        ("2026-03-01T11:15:22", "2026-03-02T00:00:00"),
    ],
)
def test_the_phone_s_stamp_counts_where_the_letters_agree(sent, expected):
    assert moment_told_by("UC29Z7P3M5", at(sent)) == at(expected)


def test_without_letters_the_stamp_counts_and_without_both_the_message_is_rejected():
    assert moment_told_by("EV52AY844", 1_400_000_000) == 1_400_000_000
    whole = pasted(RECEIVED + "\n" + DRAW.replace("UC29Z7P3M5", "EV52AY844"))
    assert [line.reason for line in whole.rejected] == ["This message prints no day, and its receipt code tells none."]


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("1772342122000", 1772342122),
        ("1772342122", 1772342122),
        ("2026-03-01T08:15:22+03:00", 1772342122),
        ("2026-03-01T05:15:22.000Z", 1772342122),
        ("2026-03-01 08:15:22", 1772342122),
        ("null", None),
        ("17723421220001", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_time_stamps_of_phones(stamp, expected):
    assert moment_told(stamp) == expected


# ---------------------------------------------------------------- known lines


def test_lines_that_the_book_knows_are_not_told_again():
    _, first = read_all(ENGLISH)
    digests = {line.digest for line in first.observations[:5]}
    _, whole = read_all(ENGLISH, known=lambda _, asked: bytes(digest in digests for digest in asked))
    assert [line[:2] for line in whole.known] == [(line.receipt, line.digest) for line in first.observations[:5]]
    assert whole.observations == first.observations[5:]


def test_one_message_has_one_digest_in_every_container():
    written = json.dumps([{"body": RECEIVED}]).encode()
    found = [pasted(RECEIVED), read_all(written, name="a.json")[1], read_all(backup(sms(RECEIVED)), name="a.xml")[1]]
    found.append(pasted(RECEIVED.replace(" ", "\n") + "\nDial *334#"))
    assert len({whole.observations[0].digest for whole in found}) == 1


def test_recognition_is_by_content():
    assert recognised(Payload("x.csv", data=RECEIVED.encode())) is not None
    for other in (b"", b"Receipt No.,Completion Time\n", b"<html><smses2>", b'{"a": 1}', b"[", b"\xff\xfe\x00"):
        assert recognised(Payload("sms.xml", data=other)) is None


def test_sender_names():
    assert is_from_mpesa("MPESA")
    assert not is_from_mpesa("MPESA-KE")
    assert not is_from_mpesa("")


def test_stretches_tell_how_far_they_reach():
    from app.core.sources import read

    done = [lines.bytes_done for lines in read(Payload.of_path(BACKUP)).lines(nothing_known)]
    assert done[-1] == BACKUP.stat().st_size
    assert joined(read(Payload.of_path(BACKUP)).lines(nothing_known)).rejected == []
