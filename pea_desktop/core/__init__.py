"""Machinery: the file, its journal, merging. Knows no area and no Qt."""
