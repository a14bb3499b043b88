"""Rules of the vote on paper: points, sheets, cards, why a card is void. None of them knows a store."""
