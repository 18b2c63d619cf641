"""Who is due which letter, the ledger that sends each once, and the channels they leave by."""
