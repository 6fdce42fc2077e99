"""What is done to one sentence around the model: capitals, language, markup, literals, typography, word alignment."""
