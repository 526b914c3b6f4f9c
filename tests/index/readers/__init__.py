"""What files hold: `index.sources`, `index.containers` and `index.readers`, and files that wish them ill."""
