"""The demonstration: one whole joint inspection in Calais, played through the engine by invented people."""
