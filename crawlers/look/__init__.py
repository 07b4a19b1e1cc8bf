"""Pictures of home pages as data: made small, and read back as pixels."""

from crawlers.look.pictures import WIDTH, shrink, to_pixels

__all__ = ["WIDTH", "shrink", "to_pixels"]
