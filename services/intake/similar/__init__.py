"""Proposals that are like another one: of this edition and of earlier ones, with what became of them."""
