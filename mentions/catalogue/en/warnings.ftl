# Pages of warnings: channels, settings, a surge.
web-warnings = Warnings
web-warn-settings = Settings
web-warn-settings-lead = How readily to warn, whom to call next, and what else to tell of.
web-warn-nobody = There is nowhere to tell: no channel is on.
web-warn-sensitivity = Which surges to tell of
web-warn-calm = Calm.
web-warn-calm-help = Only large ones: three times the usual and more.
web-warn-usual = Usual.
web-warn-usual-help = Noticeable ones; one message too many about a brand in several months.
web-warn-keen = Keen.
web-warn-keen-help = Sooner, and small ones too; one message too many about a brand in about a month.
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
web-warn-source-help = It cannot be crawled, or has brought nothing new for longer than ever before.
web-warn-source-after = When silent for, hours
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

web-channels-title = Channels
web-channels-lead = Where Molva sends messages: chats, mail, webhooks.
web-channel-add = Add a channel
web-channel-name = Name
web-channel-name-help = Such as “Press office chat”.
web-channel-kind-apprise = Chat or mail
web-channel-kind-webhook = Webhook
web-channel-address-apprise = Address
web-channel-address-webhook = Address of the webhook
web-channel-address-help-apprise = An address such as tgram://… or mailtos://…; there are examples beside.
web-channel-address-help-webhook = A whole https:// address.
web-channel-address-kept = The address is kept and not shown. Leave this empty to keep it.
web-channel-secret-kept = The key is kept and not shown. Leave this empty to keep it.
web-channel-is-team = The team's channel
web-channel-is-team-help = Otherwise it is yours alone: others do not see it.
web-channel-whose = Whose
web-channel-own = mine
web-channel-team = the team's
web-channel-another = somebody's own channel
web-channel-what = What to send, and when
web-channel-surges = Of surges
web-channel-surges-help = Rules and troubles come to the channels that are chosen in their settings.
web-channel-surges-first = at once
web-channel-surges-escalation = only when nobody is on it
web-channel-surges-none = never
web-channel-language = Language of messages
web-channel-quiet-from = Quiet hours from
web-channel-quiet-until = Quiet hours until
web-channel-quiet-help = All that comes in quiet hours arrives in the morning as one message. Empty: no quiet hours.
web-channel-enabled = The channel is on
web-channel-enable = Switch on
web-channel-disable = Switch off
web-channel-test = Test
web-channel-test-failed = The test message did not get through
web-channel-test-went = The test message was sent
web-channel-tested = The far end has accepted it. See whether it has come.
web-channel-success = Last message
web-channel-failing = not accepting
web-channel-well = well
web-channel-untried = nothing sent yet
web-channel-remove-question = The history of its messages goes with the channel, and what is not yet sent will not be.
web-channel-examples = Examples
web-channel-how = How it works
web-channel-mail = Mail
web-channel-apprise-all = There are about a hundred more services; github.com/caronc/apprise describes their addresses.
web-channel-webhook-about = Messages come by Standard Webhooks: signed JSON, the same webhook-id over all attempts. The key is shown once, after adding.
web-empty-channels-title = No channels so far
web-empty-channels = Add a chat or a mailbox, and Molva will warn when a brand is suddenly talked of.
web-notice-pending = waiting
web-notice-sent = sent
web-notice-refused = not accepted
web-notice-expired = could not be delivered
web-notice-withdrawn = not needed
web-notice-due = not before
web-error-time = A time such as 23:00 is needed.

web-surge-seen-by = “I see it”: { $name }
web-surge-unseen = nobody has pressed “I see it”
web-surge-sent = { $count ->
    [one] { $count } message sent
   *[other] { $count } messages sent
}
web-surge-undelivered = messages not delivered yet
web-surge-untold = no messages
web-surge-escalated = the next ones were called
web-surge-held = The brand was told of just before; if it lasts, people are told after
web-surge-done = What was done
web-surge-authors = Authors with the greatest reach
web-surges-older = Earlier ones
web-band-steps = Mentions by { $minutes ->
    [60] hours
   *[other] quarters of an hour
} and the usual level
web-band-words = Mentions and the usual level; at most { $count }
web-band-step = { $count }, usually { $low } to { $high }
web-band-unknown = no source was crawled
web-band-above = the surge
web-band-within = mentions
web-band-usual = usual level
web-band-surge = time of the surge

web-rule-do-tell = Tell channels
web-rule-do-tell-help = What matches within a minute comes as one message; reprints of the same are told of once.
web-rule-channels = Channels
web-rule-channels-help = With none chosen, all of the team's channels.
web-rule-no-channels = There is nowhere to tell.
web-rule-tell-pause = Not more often than every, minutes
web-rule-tell-pause-help = What matches in a pause comes together after it.
web-rule-tell = tell
