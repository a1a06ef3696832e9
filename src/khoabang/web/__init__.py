"""The web: settings, the domain apps (organisations, rounds) and the public portal. Pages read results; nothing here computes one."""
