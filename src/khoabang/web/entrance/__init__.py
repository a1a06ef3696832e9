"""Interface of coming in: signing in, passwords, second factors, passkeys, sessions, invitations; our pages over django-allauth."""
