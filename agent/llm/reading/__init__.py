"""Reading: what comes back from an endpoint, taken apart into text, objects and how likely they were."""
