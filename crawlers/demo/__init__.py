"""The built-in industry: six invented companies' websites, with a server on this machine."""
