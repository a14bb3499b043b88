"""The web of every service: one layout, one way of saying no, one way of reading forms. It knows no page's content."""
