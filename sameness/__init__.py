"""The vocabulary of sameness and its door: records, settings, industry files, errors, the CLI."""

__version__ = "0.1.0"
