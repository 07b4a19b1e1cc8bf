"""The stages, in order, and nothing else: blocks to statements to measures."""
