"""Dates, times and durations of FEEL: types, ISO 8601 text, calendar and arithmetic."""
