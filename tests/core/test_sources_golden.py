"""Each sample statement, read and compared field by field with what it is known to hold."""

from __future__ import annotations

import csv

import pytest

from app.core.statement import Observation
from tests.core.statement_files import (
    FAILED_CSV,
    LEGACY_CSV,
    LEGACY_XLS,
    PORTAL_CSV,
    PORTAL_XLSX,
    SFTP_CSV,
    at,
    csv_bytes,
    expected_movements,
    read_all,
    xlsx_bytes,
)


def fields(line: Observation) -> dict[str, object]:
    return {
        "receipt": line.receipt,
        "completed_at": line.completed_at,
        "amount_cents": line.amount_cents,
        "balance_cents": line.balance_cents,
        "account_ref": line.account_ref,
        "linked_receipt": line.linked_receipt,
        "kind": line.kind,
        "role": line.role,
        "party_phone": line.party_phone,
        "party_name": line.party_name,
    }


def expected_legacy() -> list[dict[str, object]]:
    return [{"completed_at": at(row.pop("time")), **row} for row in expected_movements()]


@pytest.mark.parametrize("path", [LEGACY_CSV, LEGACY_XLS], ids=["csv", "xls"])
def test_legacy_statement_holds_what_the_sample_says(path):
    declared, lines = read_all(path)
    assert [fields(line) for line in lines.observations] == expected_legacy()
    assert [line.line for line in lines.observations] == list(range(8, 18))
    assert [lines.known, lines.ignored, lines.rejected] == [[], [], []]
    assert (declared.code, declared.ledger, declared.holder) == ("4000001", "Utility", "TESTBIZ LIMITED")
    assert (declared.starts_at, declared.ends_at) == (at("2025-11-05T00:00:00"), at("2025-11-06T23:59:59"))
    assert (declared.opening_cents, declared.closing_cents) == (100_000, 256_500)
    assert (declared.paid_in_cents, declared.withdrawn_cents) == (25_507_000, 25_350_500)


def test_legacy_csv_and_xls_name_their_kind_and_status_filter():
    assert [(read_all(path)[0].kind, read_all(path)[0].status_filter) for path in (LEGACY_CSV, LEGACY_XLS)] == [
        ("org_legacy_csv", "Completed"),
        ("org_legacy_xls", "All"),
    ]


def test_initiation_time_is_kept_where_the_layout_has_it():
    _, lines = read_all(LEGACY_CSV)
    crossing = next(line for line in lines.observations if line.receipt == "TK5DNGHJKL")
    assert crossing.initiated_at == at("2025-11-05T23:59:58")
    assert crossing.warning == ""  # initiated on the day its letters say, completed one second into the next


@pytest.mark.parametrize("path", [PORTAL_CSV, PORTAL_XLSX], ids=["csv", "xlsx"])
def test_portal_statement_holds_the_same_movements_and_the_other_side_of_the_sweep(path):
    declared, lines = read_all(path)
    own = [line for line in lines.observations if not line.ledger]
    expected = expected_legacy()
    for row in expected:  # what this layout does not print
        row["linked_receipt"] = ""
    found = [fields(line) for line in own]
    for row in (*found, *expected):
        for gone in ("party_phone", "party_name") if row["role"] in ("reversal", "sweep_out") else ("party_phone",):
            row.pop(gone)
    assert found == expected
    assert [(line.ledger, line.role, line.amount_cents) for line in lines.observations if line.ledger] == [
        ("Working", "sweep_in", 25_200_000)
    ]
    assert (declared.code, declared.ledger) == ("4000001", "Utility")
    assert (declared.starts_at, declared.ends_at) == (at("2025-11-05T00:00:00"), at("2025-11-06T23:59:59"))
    assert declared.kind == f"org_portal_{path.suffix[1:]}"


def test_portal_masks_are_kept_as_printed():
    _, lines = read_all(PORTAL_CSV)
    assert {line.party_phone for line in lines.observations} == {
        "", "2541****002", "2547****001", "2547****003", "2547****004"
    }  # fmt: skip


def test_sftp_extract_holds_the_first_day_oldest_first():
    declared, lines = read_all(SFTP_CSV)
    day_end = at("2025-11-06T00:00:00")
    expected = [row for row in reversed(expected_legacy()) if int(str(row["completed_at"])) < day_end]
    # a charge follows its payment here, and within one second the order of the extract is the order of the balance
    assert [fields(line) for line in lines.observations] == expected
    assert (declared.kind, declared.code, declared.ledger) == ("org_sftp_csv", "4000001", "Utility")
    assert (declared.starts_at, declared.ends_at) == (at("2025-11-05T00:00:00"), at("2025-11-05T23:59:59"))


def test_rows_that_moved_no_money_are_ignored_with_their_text():
    _, lines = read_all(FAILED_CSV)
    assert [(line.receipt, line.status, line.line) for line in lines.ignored] == [
        ("TK5AB3F0F0", "Failed", 8),
        ("TK5AB3F0F1", "Cancelled", 9),
    ]
    assert lines.ignored[0].raw.startswith("TK5AB3F0F0,05-11-2025 08:02:00")
    assert [line.line for line in lines.observations] == [10, 11]


def test_same_payments_in_every_container_differ_in_nothing_but_masks():
    def payments(path):
        _, lines = read_all(path)
        return {
            (line.receipt, line.role, line.amount_cents, line.completed_at, line.account_ref, line.kind)
            for line in lines.observations
            if line.role == "payment"
        }

    legacy = payments(LEGACY_CSV)
    assert len(legacy) == 7
    assert payments(LEGACY_XLS) == payments(PORTAL_CSV) == payments(PORTAL_XLSX) == legacy
    assert payments(SFTP_CSV) < legacy


def test_legacy_statement_saved_as_xlsx_is_read_the_same():
    rows = list(csv.reader(LEGACY_CSV.read_text().splitlines()))
    _, original = read_all(LEGACY_CSV)
    declared, saved = read_all(xlsx_bytes(rows), name=LEGACY_CSV.with_suffix(".xlsx").name)
    assert declared.kind == "org_legacy_xlsx"
    assert [fields(line) for line in saved.observations] == [fields(line) for line in original.observations]


@pytest.mark.parametrize("path", [LEGACY_CSV, PORTAL_CSV, SFTP_CSV], ids=["legacy", "portal", "sftp"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_change_nothing(path, delimiter, encoding):
    rows = list(csv.reader(path.read_text().splitlines()))
    data = csv_bytes(rows, delimiter=delimiter).decode().encode(encoding)
    _, original = read_all(path)
    _, written = read_all(data, name=path.name)
    assert [line._replace(digest=0) for line in written.observations] == [
        line._replace(digest=0) for line in original.observations
    ]
