"""One file, one table: see ``sameness stages``."""
