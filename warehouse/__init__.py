"""The only folder that imports duckdb: opens, migrates, loads, runs stages, reads rows."""
