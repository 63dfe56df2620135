"""Text or DOM -> blocks. One module per kind of input."""
