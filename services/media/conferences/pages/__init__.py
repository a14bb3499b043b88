"""Pages of press conferences: what everybody reads, the answer of who was invited (`public`), and the desk (`desk`)."""
