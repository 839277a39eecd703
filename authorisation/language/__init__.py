"""YAML to model: documents, written shapes, loading, types, schemas."""
