"""Interface of those who run, fill in, verify and decide a round: thin pages over the domain, with the table of who may see which."""
