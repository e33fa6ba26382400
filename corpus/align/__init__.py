"""Lines Arabic sentences up with English ones."""
