"""Many documents: a run over inputs, its summary, and checking records that were written."""
