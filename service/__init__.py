"""The translator over HTTP, for many people at once."""
