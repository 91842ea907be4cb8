"""Tests of samples of answers and their ratings."""
