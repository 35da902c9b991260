"""The rules, grouped by subject; found by being here. Numbers are those of the audit's reference page."""
