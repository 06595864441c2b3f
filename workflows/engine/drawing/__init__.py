"""Any workflow as a drawing or a table of plain text."""
