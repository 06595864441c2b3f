"""What the law says, as dated data and small functions; the inspection grids."""
