"""What lies on disk: one file read, and what the folders of a library hold."""
