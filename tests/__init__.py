"""The tests. A package, or another one of this name among the libraries would be taken for it."""
