"""The second rule engine, durable-rules: kept at arm's length, in a process of its own."""
