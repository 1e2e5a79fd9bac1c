"""A session as a file to keep: JSON, Markdown, one printable page, xAPI statements."""
