"""What bench_segment.py measures: gold boundaries, places where nothing ends, and the splitters themselves."""
