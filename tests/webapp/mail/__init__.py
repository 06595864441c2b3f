"""The mail room: what people are written, when, why, and how it stops."""
