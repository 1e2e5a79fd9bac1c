"""Accounts: passwords, invitations, logins and an identity provider. The only importer of argon2 and authlib."""
