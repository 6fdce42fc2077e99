"""What engineers run: damage put into clean text, measures of speed and quality, training."""
