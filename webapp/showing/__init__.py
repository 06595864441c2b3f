"""What pages show, worked out from the engine's rows before a template sees it: plain values, nothing to query."""
