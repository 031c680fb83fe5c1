"""What the pages read: joined lists and sums, never a write."""
