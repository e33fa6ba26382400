"""Arabic and English beside each other, sentence by sentence, for a person to read and check."""
