"""What the site is measured against: the same kind of page and queue with nothing around them."""
