"""The order of precedence: who comes before whom at the city's ceremonies, by usage."""
