"""Which addresses of a site are pages worth asking for, and what they are for."""
