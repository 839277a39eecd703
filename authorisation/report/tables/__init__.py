"""Tables of findings, one row a finding: CSV and XLSX."""
