// Hearing the customer, and dictating.
() => {}
