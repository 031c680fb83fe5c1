# Settings of warnings, and what became of messages.
web-warnings = Warnings
web-warn-settings = Settings
web-warn-settings-lead = How readily to warn, whom to call next, and what else to tell of.
web-warn-nobody = There is nowhere to tell: no channel is on.
web-warn-sensitivity = Which surges to tell of
web-warn-calm = Calm.
web-warn-calm-help = Only large ones: three times the usual and more.
web-warn-usual = Usual.
web-warn-usual-help = Noticeable ones; one message too many about a brand in six weeks.
web-warn-keen = Keen.
web-warn-keen-help = Sooner, and small ones too; one or two messages too many about a brand in a month.
web-warn-brands = Otherwise for some brands
web-warn-as-all = as for all
web-warn-brand-calm = calm
web-warn-brand-usual = usual
web-warn-brand-keen = keen
web-warn-pause = Pause between surges of one brand, minutes
web-warn-pause-help = The next surge waits and is told of if it lasts. The first negative one does not wait.
web-warn-escalate = Call the next ones when nobody has pressed “I see it”, after minutes
web-warn-escalate-help = Counted from the first message; 0 for never. Called are the channels that wait for just this.
web-warn-escalate-nobody = Counted from the first message; 0 for never. There is nobody to call: choose “only when nobody is on it” in a channel's form.
web-warn-preview-do = Try on the past
web-warn-preview = In the past four weeks
web-warn-preview-help = Press “Try on the past” to see which surges Molva would have told of. Nothing is saved or sent.
web-warn-preview-found = { $sensitivity ->
    [calm] Calm
    [keen] Keen
   *[usual] Usual
}: { $count ->
    [0] not one message.
    [one] { $count } surge.
   *[other] { $count } surges.
}
web-warn-others = What else to tell of
web-warn-others-help = Below are troubles of Molva itself. Of mentions (“court”, “negative with a reach of 100,000”) rules tell.
web-warn-source = A source has fallen silent
web-warn-source-help = No crawl gets through, or it has become quiet: nothing new for longer than ever before.
web-warn-source-after = When no crawl gets through for, hours
web-warn-queue = A queue is growing
web-warn-queue-help = What was collected waits, or search is behind.
web-warn-queue-after = When it waits for, minutes
web-warn-desk = A destination does not answer
web-warn-desk-help = A helpdesk or a message channel.
web-warn-desk-after = When silent for, minutes
web-warn-tickets = Tickets are about to be given up
web-warn-tickets-help = The attempts to deliver them are coming to an end.
web-warn-tickets-after = When less is left than, hours
web-warn-service = Trouble with the service
web-warn-service-help = Failures of its work, its database and its clock, as on the status page.
web-warn-service-after = When it lasts for, minutes
web-warn-again = Not more often than every, hours
web-warn-where = Where to tell
web-warn-where-legend = With none chosen, all of the team's channels.
web-warn-notice-pending = waiting
web-warn-notice-sent = sent
web-warn-notice-refused = not accepted
web-warn-notice-expired = could not be delivered
web-warn-notice-withdrawn = not needed
web-warn-notice-due = not before
