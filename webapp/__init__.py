"""Who sees what, when: the desks, the tablet, the API and the command line."""
