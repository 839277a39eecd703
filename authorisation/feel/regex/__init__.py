"""Regular expressions of XPath, translated to RE2 and matched in linear time."""
