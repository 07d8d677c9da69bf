"""What leaves the clinic on paper or as a file: the note in three forms, and tables for other programs.

Everything here is made from a SessionRecord alone: no database, no clock, no screen.
Touch this package when a document's words, layout or columns change.
"""
