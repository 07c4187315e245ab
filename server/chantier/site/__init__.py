"""The site, in Flask: pages for people, data for machines, errors for both."""
