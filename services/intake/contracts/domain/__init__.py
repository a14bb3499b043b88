"""What a contract is: terms, the contract itself, lent things. No await, no framework."""
