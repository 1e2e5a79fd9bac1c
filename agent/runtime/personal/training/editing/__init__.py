"""Drafts and editions of customers and rubrics: written, compared, published, gone back to."""
