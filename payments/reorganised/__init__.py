"""Money when units merge or split: who collects what is open, and which accounts go on. The ledger never moves."""
