"""How much each point speaks for a candidate, and what all of them together make: one confidence.

A point's weight is the chance of seeing it where the candidate is right, over the chance where it is not (Fellegi and
Sunter, 1969), as a natural logarithm. The first halves were counted on invented companies (benchmarks/match_quality.py,
the profile for tuning), the second come from the book itself: a surname that half the customers share says little, an
amount that forty invoices have says little. Candidates, everybody else in the book and nobody in it share one whole, so
that two that are alike can never both be sure.
"""

from __future__ import annotations

from math import log

PRIOR_NOBODY = 0.03
"""The payment is for nothing that is owed."""

NAMED_BY_NOBODY = 0.02
"""A payment for nothing that is owed seldom carries an open number or an account, letter by letter."""

# ---------------------------------------------------------------- what was typed
REFERENCE = {"exact": 0.80, "alike": 0.02, "core": 0.17, "zeros": 0.02, "slip": 0.0007}
"""How payers type the number they mean; a slip is one of about forty that number could have had."""

TWO_SLIPS, NEIGHBOUR = 5e-6, 0.0012
ANOTHERS, LAST_ONE, ANOTHERS_NEAR = 0.006, 0.01, 0.012
"""The number typed is somebody else's; a paid one of the customer's own; and how often in the rest of the book."""

NEAR_UNKNOWN, FAR_UNKNOWN = 0.07, 0.3
"""A number that nobody has: of somebody one slip away, times the customers there are; of somebody farther off."""

LISTED_IN_PART = 0.05
"""A list of numbers of which some are another's or unknown."""

REMEMBERED, DOUBT_OF_TEXT = 0.9, 2.0
NAME_TYPED, NAME_NOT_TYPED = 0.5, 0.5
PHONE_TYPED = 0.4

# ---------------------------------------------------------------- who paid
PARTY = {
    ("fits", "whole"): 0.62, ("fits", "one_word"): 0.12, ("fits", "partly"): 0.04, ("fits", "contrary"): 0.015,
    ("fits", "untold"): 0.75, ("contrary", "whole"): 0.06, ("contrary", "one_word"): 0.02,
    ("contrary", "partly"): 0.035,
    ("contrary", "contrary"): 0.11, ("contrary", "untold"): 0.22, ("untold", "whole"): 0.60,
    ("untold", "one_word"): 0.15,
    ("untold", "partly"): 0.07, ("untold", "contrary"): 0.13, ("untold", "untold"): 1.0,
}  # fmt: skip
"""The shares of payments by how number and name of the payer agree with the customer's: most pay for themselves, one in
seven is a relative, a driver, a stranger."""

WHOLE_DIGITS = 8
STRANGER = 0.13
PAYS_FOR_ANOTHER = 0.02
"""One known customer pays under the number of another that seldom."""

HABIT, HABIT_DOUBT, ELSEWHERE = 0.92, 0.3, 0.10
SAME_PAIR, OTHER_PAIR = 4.0, 0.4
"""Signs 4 and 5 of the receipts agree or not: a soft hint (domain notes, section 4)."""

OF_AN_INVOICE = 0.8
"""So many payments are of a sum that some open invoice asks for."""

PREFER_OPEN = 0.3
"""A customer who owes nothing pays as seldom as one with three tenths of an invoice."""

# ---------------------------------------------------------------- the whole
SURE, SURE_WHERE_NAMED, SURE_WHERE_KNOWN, MARGIN = 0.998, 0.98, 0.99, 0.97
"""How sure the machine must be to confirm by itself: in general; where a code or an invoice's number was typed letter
by letter, which was wrong less often than it is said to be; where a known payer typed nothing that speaks for another,
and one invoice is of just that sum. The next best must be ``MARGIN`` behind."""


def background(same: int, many: int, density: float) -> float:
    """How common a sum is among all payments: ``same`` of ``many`` open invoices ask for it."""
    return OF_AN_INVOICE * same / max(many, 1) + (1 - OF_AN_INVOICE) * density


def rarity_of_digits(digits: int, size: int) -> float:
    """The logarithm of how seldom a number agrees by chance in so many digits; at most somewhat rarer than the book."""
    return max(-digits * log(10), -log(size) - 4.0)
