"""Sound as files: synthesised bells, timers made of them, and recorded voices laid between them."""
