"""The council of a round: its sittings, what they decide of contested items, and the approval of the result."""
