"""What verifiers do with what bodies claim: the queue, rulings, bodies compared, and visits on the spot with their minutes."""
