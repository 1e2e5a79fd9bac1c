"""HTML of the page, each part from values to markup."""
