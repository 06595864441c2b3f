"""What is true with pen and paper: the cases, the law, the register and the engine that moves them."""
