"""The window. It asks the book in workers and shows what they answer; it knows no database."""

from app.ui import plain_imports as plain_imports
