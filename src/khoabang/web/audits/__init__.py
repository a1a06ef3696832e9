"""Audits that anybody asks for: what was read of a document and the reports made of it, kept for a while and then gone."""
