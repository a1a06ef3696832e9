"""People and what they may do: appointments to roles, invitations, delegation."""
