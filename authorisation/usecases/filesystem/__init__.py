"""Files and folders: where inputs are found, and outputs written whole or not at all."""
