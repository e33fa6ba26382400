"""Bilingual material in, a data set out."""
