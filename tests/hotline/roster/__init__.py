"""Tests of the roster of the hotline."""
