"""Forms, workbook."""
