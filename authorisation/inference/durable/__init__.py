"""durable-rules in a child process: requests, replies and their checks."""
