"""The tests. One command runs them all: ``python3 installer/checkout.py test``."""
