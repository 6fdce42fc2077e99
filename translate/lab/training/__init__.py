"""Continuing the training of MarianMT checkpoints on the user's own pairs."""
