"""Evidence: documents with their files, what they are attached to, who may see them, and who agreed to publish them."""
