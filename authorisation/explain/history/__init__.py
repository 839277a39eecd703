"""One group's history in words: periods, triggers, attribution, charts' figures."""
