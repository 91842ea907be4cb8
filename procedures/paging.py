"""Paging by key under the name that the catalogue's lists know it by; it lives with the manners of pages."""

from portal.ui.paging import PAGE_SIZE, Page, Question, key_in, page_by_key

__all__ = ("PAGE_SIZE", "Page", "Question", "key_in", "page_by_key")
