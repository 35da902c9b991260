"""The demo site: its pages and a server that can be told to misbehave."""
