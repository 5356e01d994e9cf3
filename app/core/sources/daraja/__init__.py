"""Daraja as a source: saved Pull answers, C2B confirmations, STK callbacks and results of other requests, as JSON."""

from app.core.sources.daraja.source import KINDS, DarajaSource, recognised

__all__ = ["KINDS", "DarajaSource", "recognised"]
