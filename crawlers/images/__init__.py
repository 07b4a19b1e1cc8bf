"""Pictures of the pages that were read: chosen, asked for, decoded within limits, kept."""
