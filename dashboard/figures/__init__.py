"""Pictures of a session record: plain-dict figures for the screen, SVG for paper and tiles, columns for programs."""
