"""Any site, added by its address (`kind`): it finds out what the site offers and reads that."""
