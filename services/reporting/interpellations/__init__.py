"""Councillors' interpellations and questions to the mayor (interpelacje i zapytania radnych), and their answers."""
