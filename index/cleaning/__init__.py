"""From raw text to readable text: repair, extraction, and what was cut and why."""
