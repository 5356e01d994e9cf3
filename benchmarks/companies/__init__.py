"""Invented companies whose truth is known, to measure whose payment is whose: generator, peers' rules, scores."""
