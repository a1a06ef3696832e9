"""Publication of results that were approved here: editions, corrections, recalls."""
