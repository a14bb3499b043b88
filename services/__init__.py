"""The six services, each a set of the department's duties. They never import each other."""
