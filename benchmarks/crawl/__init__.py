"""Crawl throughput beside what a user would pick instead."""
