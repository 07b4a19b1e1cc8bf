"""Pages that only a browser can read, shown to one that is shut in; pictures of home pages."""
