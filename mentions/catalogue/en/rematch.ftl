web-status-rematch = Stored mentions still to be looked at for new and changed brands
