"""What can be told of a day: the sheet as a value, and the same sheet as JSON, PDF and workbook."""
