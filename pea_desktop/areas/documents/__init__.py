"""Issued documents: frozen once, signed by many, and never edited."""
