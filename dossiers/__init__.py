"""Dossiers (hồ sơ): intake, routing, processing, deadlines, papers going out, results and ratings."""
