"""The wire: how a call is written for an endpoint, what its complaints mean, and when it is tried again."""
