# Deadlines of answers. unit: minutes, hours, days.
web-due-filter = Answer due
web-due-open = any
web-due-soon = soon
web-due-late = overdue
web-due-in = answer within { $count } { $unit ->
    [days] d
    [hours] h
   *[minutes] min
}
web-due-late-by = overdue by { $count } { $unit ->
    [days] d
    [hours] h
   *[minutes] min
}
web-due-until = Answer by
web-due-answered = Answered
web-due-answered-late = after the deadline
web-due-settings = Time to answer
web-due-settings-help = It counts from the minute when a mention that wants an answer came to Molva, and ends with the answer or “Done”. A new time holds for what comes later.
web-due-usual = Answer within, minutes
web-due-usual-help = 0: no deadline.
web-due-warning = Remind so many minutes before
web-due-warning-help = 0: do not.
web-due-brands = A brand has its own time, minutes
web-due-brands-help = Empty: as for all; 0: no deadline.
