"""What a command has to show, as pages and data in the formats that may be asked for."""
