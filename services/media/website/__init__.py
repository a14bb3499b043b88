"""The city's site: what can be done now, what is being built, the news, the statements that the law asks for."""
