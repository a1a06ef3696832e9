"""What bodies answer, what was ruled and replied, and what counts of it: drafts change, claims and rulings never do."""
