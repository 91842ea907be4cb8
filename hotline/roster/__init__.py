"""Who answers the hotline when: teams, shifts, swaps, stand-ins, and the hours that nobody has."""
