"""This project beside trafilatura, htmldate, readability-lxml and resiliparse on the same pages."""
