"""Is the graph what it should be? Shapes, checks and quotations, each finding with its place."""
