"""Fuzzing: what any bytes must not break, stage by stage. `make fuzz` searches, `tests/test_fuzz.py` runs it again."""
