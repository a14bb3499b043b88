"""Pages of press releases: what everybody reads (`public`), and the desk of the office (`desk`)."""
