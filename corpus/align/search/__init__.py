"""Which sentences belong together: evidence, network, lattice, moved passages, long documents."""
