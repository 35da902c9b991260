"""The one walk over the content of a page: sections, links, pictures, plain text and Markdown, and its loss check."""
