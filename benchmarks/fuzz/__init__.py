"""Real pages damaged at random, read by the hundred thousand: no crash, no hang, bounded time and memory."""
