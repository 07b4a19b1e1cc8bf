"""Web in, snapshot out: polite fetching and the raw archive; knows nothing of text analysis.

Scrapy and Twisted run in a child process. Each function is imported from the module it stands in:
who asks for one doesn't wait for what the others need.
"""
