"""How much each point speaks for a candidate: natural logarithms of likelihood ratios (Fellegi and Sunter, 1969).

Each is the chance of seeing the point where the candidate is right, over the chance where it is not. The first halves
were counted on invented companies (benchmarks/match_quality.py, the profile for tuning), the second come from the book
itself: a surname that half the customers share says little, an amount that forty invoices have says little.
"""

from __future__ import annotations

from math import log

PRIOR_NONE = log(0.03)
"""The payment is for nothing that is open."""
PRIOR_SOME = log(0.97)
NAMED_BY_CHANCE = log(0.1)
"""A payment for nothing that is open seldom names an open number or account letter by letter."""

REFERENCE_M = {"exact": 0.80, "alike": 0.05, "core": 0.20, "slip": 0.02}
"""How payers type the number they mean."""

SLIPS_OF_A_NUMBER = 40.0
"""So many texts are one slip away from a number of five or six signs."""

NAMES_ANOTHER = log(0.012)
"""The text typed is somebody else's number: a neighbour's, last month's, a wrong one."""
NAMES_NOTHING = log(0.25)
REMEMBERED = log(0.9)

NAME_M = {"whole": 0.70, "one_word": 0.12, "partly": 0.06}
NAME_CONTRARY = log(0.16)

PHONE_M = 0.72
PHONE_CONTRARY = log(0.30)

HABIT_M = 0.92
HABIT_ELSEWHERE = log(0.10)

AMOUNT_M = {
    "exact": 0.74,
    "all": 0.09,
    "several": 0.06,
    "near": 0.05,
    "part": 0.07,
    "over": 0.03,
    "rest": 0.03,
    "none": 0.02,
}
AMOUNT_U = {"near": 0.01, "part": 0.35, "over": 0.45, "rest": 0.45, "none": 1.0}
SUM_SPREAD = 4000.0
"""Sums of several bills fall on so many different amounts."""

SURE, SURE_WHERE_NAMED = 0.995, 0.98
"""The machine confirms by itself from here; all other answers together have the rest. The lower one holds where a
number typed letter by letter names the debtor and nothing speaks against: what is open then is only which of his
invoices is meant."""

LATE_SALE_SECONDS, EARLY_SALE_SECONDS = 45 * 60, 2 * 3600
"""A sale is rung up before its payment by at most the first, after it by at most the second."""
