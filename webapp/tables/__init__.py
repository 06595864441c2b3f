"""Plain tables as files: one shape, written as CSV, as an OpenDocument spreadsheet or as an Excel workbook."""
