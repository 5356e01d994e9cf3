"""An invented paybill shop: its true story, its documents, and a book made of them."""

from app.core.sample.making import SampleMade, make_sample

__all__ = ["SampleMade", "make_sample"]
