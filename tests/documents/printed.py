"""Printing a page as a browser does, and reading the sheets back."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.documents.paper import pdf_pages


def printed_pages(page: str | bytes, chromium_path: str, folder: Path) -> list[str]:
    """The text of each sheet that a browser without a network prints, lines with single blanks."""
    source, target = folder / "page.html", folder / "printed.pdf"
    source.write_bytes(page.encode("utf-8") if isinstance(page, str) else page)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        context = browser.new_context(offline=True, java_script_enabled=False)
        opened = context.new_page()
        opened.goto(source.as_uri())
        opened.pdf(path=target, prefer_css_page_size=True)
        browser.close()
    return [" ".join(text.split()) for text in pdf_pages(target)]
