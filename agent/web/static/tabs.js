// Drafts that survive a reload, and tabs that stay in step.
() => {}
