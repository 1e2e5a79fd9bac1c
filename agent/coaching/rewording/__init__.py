"""Other ways of saying a line: built from the customer's own words or asked of a model, and graded before anybody sees them."""
