"""Network layers that thinc does not have, or not in a form that serves here."""
