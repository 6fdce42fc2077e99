"""Documents: the shared records, files read and written byte by byte, encodings, sentences, repair of the French."""
