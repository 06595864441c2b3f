"""What leaves on paper: minutes, requisition, photo board, attendance sheet; the seal."""
