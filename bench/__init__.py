"""What Beffroi costs on this machine: measured, never asserted. ``python -m bench`` runs everything."""
