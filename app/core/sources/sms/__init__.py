"""M-PESA's messages as a source: from a phone's backup, a text file, pasted text or an exporter's JSON."""

from app.core.sources.sms.source import KINDS, SmsSource, recognised

__all__ = ["KINDS", "SmsSource", "recognised"]
