"""What people are told: notices in the workspace, and the same by e-mail."""
