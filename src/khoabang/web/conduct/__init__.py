"""How those who run a round conduct it: it is made, its bodies, days and charges are settled, and it is led from stage to stage."""
