"""The processes, checked as the stories that they tell."""
