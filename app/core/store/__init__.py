"""The store: the only rooms that know SQLAlchemy. Differences between engines stand in ``engine.py`` alone."""
