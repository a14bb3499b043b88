"""Pages of the site: home and statements, news, the desk of the press office."""
