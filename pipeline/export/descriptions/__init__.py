"""What stands beside the tables of a dataset, for people and for other tools: card, descriptions, schemas."""
