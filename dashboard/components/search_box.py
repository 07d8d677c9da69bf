"""A search box that hands what was typed to a store once the fingers rest.

Dash's own text input puts the caret back a moment after each key, which mixes up the letters of a fast
typist; here the browser's own input stays the only owner of its words.
"""

from dash import dcc, html


def search_box(label: str, box: str, words: str) -> html.Div:
    """A labelled search box with the id `box`; its words reach the store `words` (text, first "")."""
    place = html.Div(className="search-place", **{"data-search-box": box, "data-search-words": words})
    return html.Div([html.Label(label, htmlFor=box), place, dcc.Store(id=words, data="")], className="field")
