"""The reading room: each query takes a read-only connection first and answers with frozen rows."""
