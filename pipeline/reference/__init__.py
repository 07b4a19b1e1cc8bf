"""Figures of real companies that ship with the program: numbers, no text."""
