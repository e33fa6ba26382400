"""Is one model better than another, and where do they differ?"""
