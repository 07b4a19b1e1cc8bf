"""Runs the command line as ``python -m sameness``."""

from sameness.cli import main

main()
