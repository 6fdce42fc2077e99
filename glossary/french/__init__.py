"""What is known of French words: their forms and counts, inflection, abbreviations, spellings, letters."""
