"""The doorway: who comes in, what every answer carries, the frame around the screens, the live feed.

Nothing clinical is decided here. Touch it when a rule of the door changes, not when a page or a route does.
"""
