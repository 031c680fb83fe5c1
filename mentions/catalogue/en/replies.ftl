replies-no-door = Mentions of this source cannot be answered from Molva.
