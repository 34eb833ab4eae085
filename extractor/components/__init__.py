"""spaCy components: spans (`solieu_ner`), relations (`relations`), facts (`facts`)."""
