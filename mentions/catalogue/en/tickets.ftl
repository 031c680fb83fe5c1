# Tickets that will not go, and those that wait for a desk that is off

web-ticket-withdrawn = withdrawn
web-ticket-dropped = dropped
web-ticket-why-withdrawn = The mention was marked irrelevant before the ticket was sent, so it was not. Take the mark back and it goes.
web-ticket-why-dropped = An administrator let go of all that waited for this desk.
web-destination-waiting = { $count ->
    [one] { $count } ticket waits and goes as soon as the desk is on.
   *[other] { $count } tickets wait and go as soon as the desk is on.
}
web-destination-drop = Drop them
web-destination-drop-question = These tickets will not go when the desk is on again. Each can still be sent by hand from its page.
web-said-dropped = The waiting tickets were dropped.
