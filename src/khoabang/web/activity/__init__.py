"""Who did what, when and why: append-only entries in hash chains, so that nothing can be taken out or changed without showing."""
