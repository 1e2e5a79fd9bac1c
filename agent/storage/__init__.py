"""The session log: append-only tables. The only package that imports a database."""
