"""The command line: the only place that prints or exits.

Commands import what they need themselves, so that ``--help`` stays fast.
"""

# ruff: noqa: I001 - the modules' order is the order of the commands in --help

from sameness.cli import measuring, past, preparing, asking, keeping, operating
from sameness.cli.app import app
from sameness.cli.ending import main

__all__ = ["app", "asking", "keeping", "main", "measuring", "operating", "past", "preparing"]
