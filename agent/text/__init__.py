"""Words and strings, no domain: segmentation, quoting, cleaning, comparing."""
