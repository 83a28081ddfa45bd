"""Pre-flight: is the connected QuickBooks company one that tieout can post to, and is it aligned?"""
