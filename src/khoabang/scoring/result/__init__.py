"""The versioned result document: built from scorecards, described by a schema, compared with another."""
