"""Blank forms to fill in, as YAML and as a workbook, and the reader of workbooks."""
