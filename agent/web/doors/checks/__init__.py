"""What is asked of every request: by which name it came, from where, from whose page, and for what."""
