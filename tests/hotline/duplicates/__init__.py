"""Tests of duplicates of one matter."""
