"""What proves that nothing was altered: the journal verified, played again, compared, signed, exported, erased by law."""
