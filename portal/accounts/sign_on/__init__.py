"""Sign-on with the account of the National Public Service Portal (VNeID): OpenID Connect, code flow with PKCE."""
