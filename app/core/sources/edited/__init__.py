"""Files that went through somebody's hands or spreadsheet: what was done to them is undone where it can be proven."""
