"""What a body plans after its result: tasks with an owner and a day, dated targets, and how far they are."""
