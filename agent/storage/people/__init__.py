"""Who may come in, in the log: accounts, invitations, logins, and the record of who read what."""
