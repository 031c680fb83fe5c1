web-name = Молва
web-about = Brand mention monitoring
web-skip = Skip to content
web-save = Save
web-milliseconds = { $count } ms

# Navigation
web-nav = Sections
web-nav-mentions = Mentions
web-nav-tickets = Tickets
web-nav-brands = Brands
web-nav-sources = Sources
web-nav-rules = Rules
web-nav-destinations = Destinations
web-nav-users = People
web-nav-status = Status
web-nav-more = More
web-nav-me = My settings
web-sign-out = Sign out
web-language-ru = Русский
web-language-en = English

# Signing in
web-signin-title = Sign in
web-signin-login = Login
web-signin-password = Password
web-signin-do = Sign in
web-signin-wrong = The login or password is wrong. Check the keyboard layout and Caps Lock.
web-signin-throttled = { $minutes ->
    [one] Too many attempts. Wait { $minutes } minute and try again.
   *[other] Too many attempts. Wait { $minutes } minutes and try again.
}
web-setup-title = First start
web-setup-lead = Create the administrator, who then adds brands, sources and other people.
web-setup-token = Setup code
web-setup-token-help = Molva printed it at start, in the terminal or the server's log.
web-setup-wrong-token = The code is wrong. Copy it from the output of molva run.
web-setup-do = Create and sign in
web-user-name = Name
web-user-name-help = How colleagues see you in the history of mentions.
web-password-help = At least 10 characters. A long phrase beats a complicated word.

# My settings
web-me-title = My settings
web-me-lead = You are signed in as { $login }.
web-me-view = Language and time
web-me-language = Language
web-me-zone = Time zone
web-me-zone-help = It is { $time } for you now.
web-me-password = Password
web-me-password-old = Current password
web-me-password-new = New password
web-me-password-do = Change the password
web-zone-utc = Universal time (UTC)
web-zone-europe-kaliningrad = Kaliningrad (UTC+2)
web-zone-europe-minsk = Minsk (UTC+3)
web-zone-europe-moscow = Moscow (UTC+3)
web-zone-europe-samara = Samara (UTC+4)
web-zone-asia-tbilisi = Tbilisi (UTC+4)
web-zone-asia-yerevan = Yerevan (UTC+4)
web-zone-asia-baku = Baku (UTC+4)
web-zone-asia-tashkent = Tashkent (UTC+5)
web-zone-asia-almaty = Almaty (UTC+5)
web-zone-asia-yekaterinburg = Yekaterinburg (UTC+5)
web-zone-asia-omsk = Omsk (UTC+6)
web-zone-asia-novosibirsk = Novosibirsk (UTC+7)
web-zone-asia-krasnoyarsk = Krasnoyarsk (UTC+7)
web-zone-asia-irkutsk = Irkutsk (UTC+8)
web-zone-asia-yakutsk = Yakutsk (UTC+9)
web-zone-asia-vladivostok = Vladivostok (UTC+10)
web-zone-asia-magadan = Magadan (UTC+11)
web-zone-asia-kamchatka = Kamchatka (UTC+12)

# What is said after an action
web-said-saved = Saved.
web-said-added = Added.
web-said-removed = Removed.
web-said-password = The password is changed. Other devices have to sign in again.
web-said-tone = The tone is corrected. Counts and search follow already.
web-said-state = The state is changed.
web-said-crawl = The crawl is queued and starts within seconds.
web-said-replayed = The tickets are queued to be sent.

# Errors
web-error-title = That did not work
web-error-home = To the mentions
web-error-other = The request was not carried out. Go back and try again.
web-error-400 = The request is malformed. Go back, reload the page and try again.
web-error-401 = The session has ended. Sign in again.
web-error-403 = This section is for administrators only. Ask an administrator for access.
web-error-404 = There is no such page: the record may have been removed.
web-error-405 = This action is not available by a plain link. Go back and press the button on the page.
web-error-413 = Too much was sent: a form takes 1 MB at most.
web-error-429 = Too many requests. Wait a minute.
web-error-500 = The server failed. Details are in Molva's log; if it happens again, show it to the administrator.
web-error-form-token = The page is out of date. Go back, reload it and send the form again.
web-error-required = Fill in this field.
web-error-too-long = Too long: { $length } characters where { $limit } are allowed.
web-error-characters = The text has a character that is not allowed. Type it again rather than paste it.
web-error-choice = Choose one of the options.
web-error-number = A whole number from { $low } to { $high } is needed.
web-error-password-short = The password is shorter than { $length } characters. Add a word or two.
web-error-old-password = The current password is wrong.
web-error-login-taken = The login “{ $login }” is taken. Choose another.
web-error-already-set-up = The administrator exists already. Sign in with that login.
web-error-last-admin = This is the last administrator. Give the role to somebody else first.

# Tone and state
web-tone-negative = negative
web-tone-neutral = neutral
web-tone-positive = positive
web-tone-corrected = corrected by a person
web-flag-reply = needs an answer
web-flag-question = question
web-state-new = new
web-state-working = in progress
web-state-done = done
web-state-irrelevant = irrelevant
web-state-hidden = hidden by a rule
web-state-do-new = Back to new
web-state-do-working = Take it on
web-state-do-done = Done
web-state-do-irrelevant = Irrelevant
web-priority-1 = urgent
web-priority-2 = high priority
web-priority-3 = normal priority
web-priority-4 = low priority

# The list of mentions
web-mentions-title = Mentions
web-mentions-story = Reprints of one text
web-mentions-found = { $count ->
    [one] { $count } mention
   *[other] { $count } mentions
}
web-mentions-texts = { $count ->
    [one] { $count } text, reprints folded
   *[other] { $count } texts, reprints folded
}
web-mentions-found-more = More than { $count } mentions
web-mentions-newest = to the newest
web-mentions-more = Show more
web-mentions-first = to the beginning
web-mentions-older = Show earlier ones
web-search = Search in mentions
web-search-placeholder = Words, "a phrase", -minus, title:outage, author:@name
web-search-do = Search
web-filter-all = all
web-filter-open = all but irrelevant
web-filter-brand = Brand
web-filter-tone = Tone
web-filter-source = Source
web-filter-state = State
web-filter-order = Order
web-order-newest = newest first
web-order-relevance = best match first
web-filter-period = Period
web-filter-dates = Exact dates
web-filter-from = From this day
web-filter-to = Up to this day
web-filter-apply = Show
web-filter-reset = Reset
web-period-1 = today
web-period-7 = 7 days
web-period-30 = 30 days
web-period-90 = 90 days
web-period-365 = a year
web-period-all = all time
web-period-dates = chosen dates
web-overview = Overview
web-chart-hours = By hour
web-chart-days = By day
web-chart-weeks = By week
web-chart-most = highest: { $count }
web-chart-words = negative { $negative }, neutral { $neutral }, positive { $positive }
web-mention-reach = { $reach ->
    [one] reach { $reach } person
   *[other] reach { $reach } people
}
web-mention-reprints = { $count ->
    [one] { $count } more reprint
   *[other] { $count } more reprints
}
web-mention-tickets = { $count ->
    [one] { $count } ticket
   *[other] { $count } tickets
}

# The page of a mention
web-mention-title = Mention № { $id }
web-mention-tones = Tone toward the brand
web-mention-no-brands = None of today's brands is found in the text.
web-mention-matched = Matched:
web-mention-model = Read by the model { $model }. If it is wrong, press the right tone.
web-mention-deliveries = Helpdesk tickets
web-mention-no-tickets = No tickets for this mention: no rule has sent it.
web-mention-work = Work
web-mention-priority = Priority
web-mention-language = Language
web-mention-published = Published
web-mention-collected = Collected
web-mention-updated = Changed
web-mention-seen = Where it was found
web-mention-story = { $count ->
    [one] { $count } more reprint
   *[other] { $count } more reprints
}
web-mention-story-all = Show all
web-mention-history = History
web-event-nobody = Molva
web-event-collected = Found in the source “{ $source }”
web-event-edited = The author changed the text
web-event-rated = The author changed the rating: was { $from }, is { $to }
web-event-answered = The company has answered, or changed its answer
web-event-withdrawn = The source deleted it
web-event-restored = The source restored it
web-event-old-text = The former text
web-event-seen-elsewhere = Found once more: { $source }
web-event-tone-corrected = { $user }: the tone toward “{ $brand }” was “{ $from }”, is “{ $to }”
web-event-state-changed = { $user }: was “{ $from }”, is “{ $to }”
web-event-reread = The text was read again by a new model

# Tickets
web-tickets-title = Tickets
web-tickets-lead = What went to the helpdesk, what waits, and what failed.
web-tickets-states = State of tickets
web-tickets-all = all
web-tickets-destination = Destination
web-ticket-pending = waiting
web-ticket-sent = sent
web-ticket-refused = refused
web-ticket-expired = failed
web-ticket-there = open at the helpdesk
web-ticket-rule = rule “{ $rule }”
web-ticket-attempts = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
}
web-ticket-next = next attempt
web-ticket-replay = Send again
web-attempt-at = When
web-attempt-status = Answer
web-attempt-took = Time
web-attempt-reply = What was answered
web-attempt-went = accepted
web-attempt-failed = not accepted

# Empty pages
web-empty-brands-title = Nothing to watch yet
web-empty-brands = Add the first brand: its name and the words by which it is known.
web-brand-add-first = Add the first brand
web-empty-sources-title = Nowhere to look yet
web-empty-sources = Add the first source: a news feed, a site or a channel. Molva crawls it at once.
web-source-add-first = Add the first source
web-empty-filtered-title = Nothing found
web-empty-filtered = Try a longer period or take some conditions away.
web-empty-mentions-title = No mentions yet
web-empty-mentions = Sources are crawled on schedule. As soon as a brand is mentioned, it appears here.
web-empty-mentions-do = Look at the sources
web-empty-desks-title = Nowhere to send tickets yet
web-empty-desks = Connect a helpdesk: Molva opens tickets there by your rules.
web-destination-add-first = Connect a helpdesk
web-empty-tickets-title = No tickets
web-empty-tickets = They appear when a rule finds a mention that needs an answer.

# Common
web-add = Add
web-cancel = Cancel
web-edit = Edit
web-remove = Remove
web-kinds = Kinds
web-seconds = { $count } s
web-gigabytes = { $count } GB
web-option-secret = The kept value is not shown. Leave it empty to keep it.
web-search-behind = { $count ->
    [one] search has not taken in { $count } change yet
   *[other] search has not taken in { $count } changes yet
}

# Queries
web-query-empty = Start typing a query: what it finds is shown here.
web-query-matches = { $count ->
    [0] Nothing collected matches
    [one] { $count } mention matches
   *[other] { $count } mentions match
}
web-query-matches-more = More than { $count } mentions match
web-syntax-title = The query language
web-syntax-words = both words in any form
web-syntax-phrase = words side by side, in any form
web-syntax-or = one of two, but without the third
web-syntax-exact = exactly this form of the word
web-syntax-prefix = the beginning of a word, three letters or more
web-syntax-near = within five words of each other
web-syntax-field = in the title, by the author
web-syntax-site = on the site, in the language

# Brands
web-brands-title = Brands
web-brands-lead = What Molva watches for. A new or changed brand is also looked for in what was collected before.
web-brand-add = Add a brand
web-brand-name = Name
web-brand-query = Query
web-brand-query-help = The words by which the brand is known. Words match in all forms; join variants with OR.
web-brand-month = In 30 days
web-brand-tones = Tone
web-brand-off = not watched
web-brand-active = Watch
web-brand-active-help = When off, new mentions are not looked for; those collected stay.
web-brand-remove = Remove the brand
web-brand-remove-question = The tones and counts of this brand go, the mentions themselves stay. This cannot be undone.

# Sources
web-sources-title = Sources
web-sources-lead = Where Molva looks for mentions, how often, and what comes of it.
web-source = Source
web-source-add = Add a source
web-source-kind = Kind
web-source-address = Address
web-source-address-change = With a new address the source is read anew.
web-source-name = Name
web-source-name-help = If left empty, the source's own name is taken.
web-source-every = How often to crawl
web-source-every-help = Crawls are spread over the interval, so that sites are not strained.
web-source-check = Check
web-source-check-again = Check again
web-source-add-anyway = Add without a check
web-source-preview = What is there
web-source-preview-help = After the check the source's first items appear here.
web-source-preview-none = The source answers, but has no items yet.
web-source-crawl = Crawl now
web-source-enable = Switch on
web-source-disable = Stop
web-source-remove-question = The source and the history of its crawls are deleted.
web-source-health = Health
web-source-last = Last crawl
web-source-next = Next crawl
web-source-week = In 7 days
web-source-since = Added
web-source-failures = Failures in a row
web-source-crawls = History of crawls
web-source-no-crawls = Not crawled yet.
web-source-outcome = Outcome
web-source-found = Items
web-source-new = New
web-source-settings = Settings
web-source-mentions = Mentions from this source
web-every-minutes = { $count ->
    [one] every minute
   *[other] every { $count } minutes
}
web-every-hours = { $count ->
    [one] every hour
   *[other] every { $count } hours
}
web-every-days = { $count ->
    [one] once a day
   *[other] every { $count } days
}
web-health-waiting = waits for its first crawl
web-health-new = something new
web-health-nothing = nothing new
web-health-blocked = keeps us out
web-health-broken = broken
web-health-stopped = stopped
web-health-off = switched off

# Destinations
web-destinations-title = Destinations
web-destinations-lead = The helpdesks in which Molva opens tickets.
web-destination-add = Connect a helpdesk
web-destination-connect = Connect
web-destination-name = Name
web-destination-name-help = What the company calls this helpdesk.
web-destination-kind = Kind
web-destination-health = Health
web-destination-success = Last delivery
web-destination-failed = Failed
web-destination-failures = Failures in a row
web-destination-closed = Paused until
web-destination-settings = Settings
web-destination-secret = Signing key
web-destination-secret-help = Leave it empty: Molva makes a key and shows it once.
web-destination-sample = Show on a sample
web-destination-sample-title = A sample ticket
web-destination-sample-help = Press “Show on a sample” to see what the helpdesk will get.
web-destination-test = Send a test
web-destination-enable = Switch on
web-destination-disable = Switch off
web-destination-replay = { $count ->
    [one] Send { $count } ticket again
   *[other] Send { $count } tickets again
}
web-destination-remove-question = The tickets of this helpdesk and their delivery history go with it. This cannot be undone.
web-desk-off = switched off
web-desk-busy = asks to wait
web-desk-down = does not answer
web-desk-failing = answers with errors
web-desk-well = works
web-desk-untried = not tried yet
web-secret-title = Signing key
web-secret-once = Copy it now and give it to the helpdesk: it is not shown again.
web-secret-both = The former key signs too until you change the key once more.
web-secret-change = Change the key
web-secret-change-question = A new key appears. The former one goes on signing beside it, so that you have time to set the helpdesk up.
web-test-went = The test ticket was accepted
web-test-failed = The test ticket was not accepted
web-test-status = answer { $status }

# Rules
web-rules-title = Rules
web-rules-lead = Which mentions become tickets, get tags, or are hidden.
web-rule-add = Add a rule
web-rule-on = on
web-rule-off = off
web-rule-enable = Switch on
web-rule-disable = Switch off
web-rule-if = If
web-rule-then = Then
web-rule-or = or
web-rule-and = and
web-rule-everything = any mention
web-rule-confidence = with a confidence of { $percent }% or more
web-rule-reach = reach of { $reach } or more
web-rule-sources = { $count ->
    [one] { $count } source
   *[other] { $count } sources
}
web-rule-sources-choose = Chosen sources only
web-rule-sources-none = There are no such sources.
web-rule-ticket = ticket
web-rule-hide = hide
web-rule-name = Name
web-rule-query = Query
web-rule-query-help = Optional: without a query the rule looks at every mention.
web-rule-conditions = Conditions
web-rule-brands = Brands
web-rule-none-all = With nothing ticked, all will do.
web-rule-any = One of what is ticked is enough
web-rule-any-help = Otherwise tone, question and need of an answer must hold together.
web-rule-min-confidence = Confidence in the tone, from, %
web-rule-min-reach = Reach, from
web-rule-actions = Actions
web-rule-do-ticket = Open a ticket
web-rule-desks = Where
web-rule-no-desks = There is nowhere to send tickets yet.
web-rule-priority-auto = by importance and urgency
web-rule-tags = Tags, separated by commas
web-rule-do-hide = Hide the mention from the list
web-rule-do-tell = Tell channels
web-rule-do-tell-help = What matches within a minute comes as one message; reprints of the same are told of once.
web-rule-channels = Channels
web-rule-channels-help = With none chosen, all of the team's channels.
web-rule-no-channels = There is nowhere to tell.
web-rule-tell-pause = Not more often than every, minutes
web-rule-tell-pause-help = What matches in a pause comes together after it.
web-rule-tell = tell
web-rule-do-watch = Watch for surges
web-rule-do-watch-help = When unusually many mentions of a brand match, we tell of it as of other surges. The query says what to look for: outage, fraud OR scam.
web-rule-watch = watch for surges
web-rule-uncounted = what was collected in four weeks is still being looked through
web-rule-enabled = The rule is on
web-rule-enabled-help = It acts on new mentions. See first what it would have done with those collected.
web-rule-try = Try on what is collected
web-rule-tried = What the rule would have done
web-rule-tried-help = Press “Try on what is collected”: nothing is sent, you see the outcome of a month.
web-rule-tried-lead = { $count ->
    [one] { $count } mention of the month was looked at.
   *[other] { $count } mentions of the month were looked at.
}
web-rule-tried-matched = Matched
web-rule-tried-tickets = New tickets
web-rule-tried-joined = Joined them
web-rule-remove-question = The rule goes, the tickets that it opened stay.
web-empty-rules-title = No rules yet
web-empty-rules = Without rules mentions are only collected. Add the first: a negative one becomes a ticket.

# People
web-users-title = People
web-users-lead = Who signs in to Molva, and what they may do.
web-user-add = Add a person
web-user-role = Role
web-user-role-help = An administrator sets everything up. A member works with mentions and tickets.
web-user-since = Here since
web-user-off = may not sign in
web-user-active = May sign in
web-user-active-help = When off, the person is signed out everywhere at once. Their history stays.
web-user-password-new = New password
web-user-password-help = Fill in only to change the password.
web-role-admin = administrator
web-role-member = member

# Status
web-status-title = Status
web-status-well = Everything works.
web-status-troubles = { $count ->
    [one] Needs attention: { $count } trouble
   *[other] Needs attention: { $count } troubles
}
web-status-since = since
web-status-until = until
web-status-queues = Queues
web-status-inbox = Waiting to be read
web-status-unmatched = Without a brand, kept for new ones
web-status-rematch = Stored before, waiting to be searched for new and changed brands
web-status-broken = Could not be read
web-status-search = Waiting for search
web-status-tickets = Waiting to be sent
web-status-tickets-next = Next delivery
web-status-sources = Sources
web-status-sources-all = In all
web-status-sources-off = Switched off
web-status-sources-next = Next crawl
web-status-collected = Last mention
web-status-mentions = Mentions collected
web-status-destinations = Destinations
web-status-base = Ground
web-status-database = Database
web-status-write = Writing to the database
web-status-free = Free on the disk
web-status-engine = Search
web-status-rebuilding = being rebuilt
web-status-indexed = In the index
web-status-workers = Who is at work
web-status-work-process = A process of Molva
web-status-work-scheduler = Schedule
web-status-work-rematch = Going through stored mentions
web-status-process = { $host }, number { $pid }
web-status-no-workers = No process holds any work now.
web-trouble-disk = { $megabytes } MB are left on the disk. Free some space, or writing will stop.
web-trouble-search-late = { $count ->
    [one] Search is behind: { $count } change has waited for more than 15 minutes.
   *[other] Search is behind: { $count } changes have waited for more than 15 minutes.
}
web-trouble-desk = The helpdesk “{ $name }” does not answer, failures in a row: { $failures }. Tickets wait and go by themselves when it answers.
web-trouble-broken = { $count ->
    [one] { $count } item could not be read. It is set aside, the log has details.
   *[other] { $count } items could not be read. They are set aside, the log has details.
}

web-nav-surges = Surges
web-surges-title = Surges
web-surges-lead = When suddenly more is said of a brand than usual.
web-empty-surges-title = No surges so far
web-empty-surges = Molva learns how much is usually said of a brand, and tells when it is more.
web-surge-title = Surge { $id }
web-surge-on = going on
web-surge-seen = somebody is on it
web-surge-over = over
web-surge-started = Started
web-surge-found = Noticed
web-surge-peak = Peak
web-surge-ended = Ended
web-surge-observed = Mentions
web-surge-expected = Usual
web-surge-see = I see it
web-surge-words = What they talk of
web-surge-examples = What they write
web-surge-mentions = All mentions of these days

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
web-said-reply = The reply is queued; it will be posted within seconds.
web-replies-title = Replies there
web-source-push = Address for notifications from the far end:

web-sources-unwell = with trouble
web-sources-off = switched off
web-sources-find = A source's name or address
web-sources-none-such = There are no such sources. Take some of the conditions away.
web-sources-shown = { $first }–{ $last } of { $count }
web-status-sources-unwell = All sources with trouble: { $count }
web-pages = Pages
web-page-of = Page { $page } of { $pages }
web-page-before = Back
web-page-after = Next
