"""An industry file drafted from home pages: names, other names, profiles."""
