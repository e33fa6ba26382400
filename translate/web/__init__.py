"""Articles from web addresses: fetched within limits, their words without what stands around them on the page."""
