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
web-mentions-found-more = More than { $count } mentions
web-mentions-newest = to the newest
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
