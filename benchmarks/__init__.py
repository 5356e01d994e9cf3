"""Measurements of the program, each a table of ratios taken in one run; never timed tests."""
