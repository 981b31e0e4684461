"""What people tell each other: threads, questions, feedback, the history of a sentence."""
