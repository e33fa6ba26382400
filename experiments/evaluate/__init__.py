"""How well a model translates: test sets, translations of them, and their scores."""
