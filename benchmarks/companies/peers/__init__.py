"""Six rules of other programs, written again from their descriptions, on the benchmark's own values."""

from __future__ import annotations

from benchmarks.companies.peers.opened import Rule, work_through
from benchmarks.companies.peers.ranking import BusinessCentral, ErpNext, ExactReference, StockPulse
from benchmarks.companies.peers.scoring import GnuCash, Midday

PEERS: dict[str, type[Rule]] = {
    "exact reference": ExactReference,
    "ERPNext": ErpNext,
    "GnuCash": GnuCash,
    "Dynamics BC": BusinessCentral,
    "Midday": Midday,
    "StockPulse": StockPulse,
}

__all__ = ["PEERS", "Rule", "work_through"]
