"""The built-in industry: six invented companies' sites and posts, served on this machine."""
