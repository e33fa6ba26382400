"""What calibrate_similarity.py learns from: pairs that translate each other, and pairs that do not, or not quite."""
