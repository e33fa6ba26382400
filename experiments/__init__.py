"""Experiments: is one model better than another, and how is a better one made?"""
