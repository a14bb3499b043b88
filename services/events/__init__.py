"""Events owns the city's calendar. It opens and closes nothing: it says what will be when."""
