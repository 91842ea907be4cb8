"""Telling the tax office of receipts: a summary a unit and day, within the day (NĐ 254/2026), through the outbox."""
