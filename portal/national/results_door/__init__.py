"""The door at which the national store and other agencies look up and fetch results that were issued here.

What the national store was given (`results_store.giving`) it need not ask for; others have no copy (decision 0043).
"""
