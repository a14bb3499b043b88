"""Pages of the site: home and statements, news and pages, files, the menu, the desk of the press office, writing."""
