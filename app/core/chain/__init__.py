"""The balance chain of a statement: fed row by row, walked once, and answered with a proof or with its holes."""

from app.core.chain.walk import ChainWalk

__all__ = ["ChainWalk"]
