"""Events: what is signed of each, what it says, and how one is added."""
