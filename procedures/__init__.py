"""The catalogue: procedures, their versions, cases, papers, fees, time limits, processes, e-forms."""
