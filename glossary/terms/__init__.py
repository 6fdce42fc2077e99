"""Terms and names: records, packs and files of them; found in French, recognised and put right in English."""
