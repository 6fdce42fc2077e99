"""A run: settings, the one file with the order of the steps, documents, files, the translation memory."""
