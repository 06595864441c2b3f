"""What happens after a commit and needs more than the domain: the press, and whatever leaves the house.

Each file has ``handlers(settings)``, which returns the handlers of its topics. The domain's own handlers stand beside
their process, in its ``HANDLERS``.
"""
