"""Makes the requests of sources: guarded, polite, capped, archived, in a process of its own."""
