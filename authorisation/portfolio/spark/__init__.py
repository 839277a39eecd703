"""Beyond one machine: the same expressions on Spark."""
