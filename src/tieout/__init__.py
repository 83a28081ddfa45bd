"""tieout: the controlled boundary between operational systems and QuickBooks."""
