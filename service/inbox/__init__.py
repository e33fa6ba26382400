"""Watched folders and feeds: what is new in them comes in, once."""
