"""The documentation, and the script that fills in what the code already says."""
