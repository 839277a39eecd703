"""The workbook form (XLSX): what writes it and what reads it back."""
