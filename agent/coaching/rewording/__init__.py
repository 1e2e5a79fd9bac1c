"""Other ways of saying a line: from the customer's own words or a model, each graded before anybody sees it."""
