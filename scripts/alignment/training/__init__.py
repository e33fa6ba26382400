"""Documents with known links, made of licensed parallel text, and the fitting of the aligner's network to them."""
