"""Engines that run MarianMT models, and the store of the models."""
