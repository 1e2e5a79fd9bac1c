"""The grade by a model: what it is asked, how its readings become shares, and what it tells the rep."""
