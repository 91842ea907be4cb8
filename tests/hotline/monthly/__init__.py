"""Tests of root causes and the monthly report."""
