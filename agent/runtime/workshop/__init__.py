"""What the workshop measures with: filled in by the evals, since imports only go down."""
