"""Honorary patronage of the mayor: from the organiser's application to the report with photographs."""
