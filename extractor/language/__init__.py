"""From text to tokens and sentences."""
