"""What is wrong with this machine, this home, this database: each check says what it sees and the way out."""
