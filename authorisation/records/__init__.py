"""Records of assessments and histories: canonical JSON, written, read, compared."""
