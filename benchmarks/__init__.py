"""Commands that measure the cleaner and print tables; see the README beside this file."""
