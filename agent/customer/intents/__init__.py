"""Intents: what the customer may do next, each kind by itself; `agent/customer/policy.py` puts them in order."""
