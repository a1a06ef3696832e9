"""Reading what people hand in and writing the forms they fill: strict YAML, csv, workbooks, JSON; every refusal has a place."""
