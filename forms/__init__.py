"""What people may write: steps, records and inspection grids."""
