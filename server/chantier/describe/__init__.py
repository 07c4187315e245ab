"""What the dataset says of one thing, gathered for a document or a page."""
