"""What bodies answer and what is decided of it: drafts that change, and claims and rulings that never do."""
