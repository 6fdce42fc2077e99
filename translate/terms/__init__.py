"""Terms in translations: where they come from, how they are held, words that do not exist, terms of a text."""
