"""How fast and how large a model is: `measure.py` collects, `worker.py` does the timed work."""
