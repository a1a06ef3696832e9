"""What keeps an installation sound: the clock's chores, the doctor's checks, backup and restore."""
