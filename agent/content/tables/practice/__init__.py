"""Tables of what is practised: the ways of saying a line."""
