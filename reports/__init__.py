"""Warehouse in, typed data, HTML out: the report a client reads and the scores a program reads."""
