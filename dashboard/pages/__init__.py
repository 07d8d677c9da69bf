"""The screens: a folder per page, each with its PAGE. They read through actions and render.

Changes are made by the sheets in assets/ through the API. No page imports another. Touch a page's folder
when that screen changes; a new page is a new folder with a PAGE, which the application finds by itself.
"""
