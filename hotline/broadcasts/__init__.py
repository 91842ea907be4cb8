"""Broadcasts: banners for incidents and planned downtime, letters to those affected, one answer for many tickets."""
