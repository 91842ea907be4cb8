"""The answer base: published answers and questions that many ask, found as procedures are, judged by their readers."""
