"""Who is invited to the city's ceremonies and meetings, who comes, where they sit. It moves no event."""
