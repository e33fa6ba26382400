"""Articles: how they come in, are translated, read, put right, and go out."""
