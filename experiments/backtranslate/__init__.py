"""English text into synthetic Arabic: pairs whose English is real (Sennrich et al. 2016, arXiv:1511.06709)."""
