"""Casting (oddawanie głosów) in a process of its own: ballots that programs send, and nothing beside them.

It knows no page, no step of the commission, no bus and no secret but the keys of editions.
"""
