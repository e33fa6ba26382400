"""Translation memory: what has been translated before, by the model or by a person."""
