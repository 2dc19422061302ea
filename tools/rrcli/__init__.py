"""What ``./rr`` does, one module per concern; Python's standard library only."""
