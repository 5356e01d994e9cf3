"""Files shipped with the program: fonts, icons, theme. Read through ``importlib.resources``."""
