"""Running suites: cache, concurrency, fingerprint, runner."""
