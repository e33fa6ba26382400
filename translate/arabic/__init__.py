"""Arabic characters: letters, digits, and what two spellings of the same text have in common."""
