"""The forms of publishers' words: phrases, matters asked back and settled elsewhere, each with a question to try."""
