"""Whose payment is this? Pure functions over values: no database, no clock, no chance."""
