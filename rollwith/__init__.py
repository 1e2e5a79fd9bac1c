"""Roll with Resistance: the installed name. In a wheel `agent` and `evals` lie below this package."""
