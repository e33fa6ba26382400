"""Train a MarianMT model from scratch: `prepare` the pairs, `run` the updates, `export` a model folder."""
