"""What is known of English words: the lexicon, how words are formed and inflected, British and American spelling."""
