"""Tables of the user's own making: customers, invoices, sales and bank lines, read from CSV and XLSX."""
