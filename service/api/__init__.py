"""What the service says over HTTP to programs: LibreTranslate's contract, DeepL's, and its own."""
