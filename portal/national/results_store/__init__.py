"""The national store of results (kho kết quả): what agencies issued before is fetched there, not asked for again."""

#: The worker's task that asks for what waits and fetches what was chosen.
ROUND = "national.ask_results_store"
