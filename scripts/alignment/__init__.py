"""What bench_align.py measures: gold links, the scores, and the published schemes jisr is compared with."""
