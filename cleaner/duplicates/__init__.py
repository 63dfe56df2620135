"""What repeats: fingerprints, and copies within one document."""
