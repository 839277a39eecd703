"""What a rule set rests on: who cites a passage, a figure over time, its editions, its coverage."""
