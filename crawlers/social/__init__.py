"""Public posts, read the lawful way: one small module for each source, and who drives them."""
