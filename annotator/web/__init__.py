"""The pages: one module and one blueprint a page; nothing here knows SQL."""
