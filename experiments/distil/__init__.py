"""Sequence-level distillation (Kim and Rush 2016, arXiv:1606.07947): a small model learns what a large one writes."""
