"""What warnings keep and read: counts by five minutes, surges, channels and notices."""
