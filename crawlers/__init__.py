"""Web in, snapshot out: polite fetching and the raw archive; knows nothing of text analysis."""
