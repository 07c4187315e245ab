"""Words, numbers and their order, as French and English readers expect them."""
