"""Roll with Resistance: a practice room where the model never moves the customer; evidence does."""
