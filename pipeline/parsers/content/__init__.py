"""Where the content of a page stands that no profile knows, and what inside it is none."""
