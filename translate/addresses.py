"""What a mail address looks like inside Arabic text."""

# Before the @ stand Latin letters, or others, but not both: an Arabic preposition is written to the word behind it.
MAIL = r"(?:[A-Za-z0-9_.+-]{1,64}|(?:(?![A-Za-z])[\w.+-]){1,64})@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
