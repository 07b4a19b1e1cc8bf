"""Which accounts are a company's own, and which links lead to a platform."""
