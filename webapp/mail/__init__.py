"""The mail room: what is worth a message today, how it reads, how it leaves, how it is stopped."""
