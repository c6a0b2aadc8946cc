"""The work: one file an area, entities on top, rules below. Imports all, so that the schema is complete."""
