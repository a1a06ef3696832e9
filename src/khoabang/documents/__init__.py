"""Documents that people sign and read: the result and its facts in, PDF out. Nothing here computes a score.

    facts = read_facts(path, "facts.yaml", problems)
    content = decision(result, facts.decision)
    pdf(content)

One content model (`content`) stands between what is said (`facts`, `decision`, `appendix`) and how it is drawn (`pdf`).
"""
