"""The accessibility declaration of the city's site and its yearly review."""
