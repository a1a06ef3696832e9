"""How much a reader may send, how many reports wait at most, and how long what is kept for a time is kept."""

from datetime import timedelta

LONGEST = {"wrong": 2_000, "should_be": 500, "source": 1_000}  # characters
MAX_REQUEST = 64_000  # bytes; a form of the longest texts fits twice
FROM_ONE_PLACE = "6/10m/ip,30/d/ip"  # how often one address may send
MAX_WAITING = 500  # reports of one round that nobody has looked at: more are not read by anybody
DAYS_TO_ANSWER = 15
SENT_TWICE = timedelta(minutes=10)  # the same text of the same figure within this time is the same report
CONTACT_KEPT = timedelta(days=30)  # after the last word on a report
