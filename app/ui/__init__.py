"""The window. It asks the book in workers and shows what they answer; it knows no database."""
