"""What people and programs see: `web`; in a real browser in `tests.web.browser`."""
