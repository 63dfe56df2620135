"""Builds training examples, trains the classifiers and evaluates them. Not part of the wheel."""
