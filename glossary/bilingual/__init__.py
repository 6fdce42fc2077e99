"""What is known of French and English words together: translations, cognates, transliteration."""
