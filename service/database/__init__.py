"""Where articles, their translations, keys and inboxes are kept: SQLite or PostgreSQL."""
