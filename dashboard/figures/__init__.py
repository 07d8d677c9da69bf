"""Pictures of a session record: plain dicts for the screen, SVG for paper and tiles, columns for programs."""
