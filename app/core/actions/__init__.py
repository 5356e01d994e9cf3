"""What can be done to a book: one deed a file, each a function of a pen."""
