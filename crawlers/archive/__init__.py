"""What a crawl keeps: WARC files, the ledger, and reading both back."""
