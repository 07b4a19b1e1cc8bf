"""Between spider and web: politeness, guard, limits, conditions, and what came of a request."""
