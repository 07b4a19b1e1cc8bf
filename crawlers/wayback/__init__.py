"""Past pages out of a web archive: its list of captures, the copies, and their own dates."""
