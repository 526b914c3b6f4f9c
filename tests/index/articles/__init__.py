"""From records to articles: `index.assembly`, `index.stories`, `index.versions`, `index.ledger`."""
