"""Every mistake in rules that shows before there is any answer."""
