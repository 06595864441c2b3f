"""The replay: a log of joint inspections made elsewhere, entered case by case through the engine, in the house's name."""
