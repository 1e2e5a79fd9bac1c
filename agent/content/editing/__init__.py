"""Changing a YAML file by its values, with its comments and its layout kept."""
