# Digests: the mail, the text and the workbook. Kinds: daily, weekly.
digest-name = Молва
digest-title = { $kind ->
    [weekly] The week in brief
   *[daily] The day in brief
}
digest-subject = Молва: { $count ->
    [one] { $count } mention
   *[other] { $count } mentions
}{ $named ->
    [yes] { " " }of “{ $name }”
   *[no] { "" }
} { $kind ->
    [weekly] in a week
   *[daily] in a day
}, { $share } negative
digest-subject-quiet = Молва: { $kind ->
    [weekly] nothing was written in a week
   *[daily] nothing was written in a day
}
digest-quiet = { $kind ->
    [weekly] Nothing was written in a week.
   *[daily] Nothing was written in a day.
}
digest-quiet-before = { $count ->
    [one] In the same time before that there was { $count } mention.
   *[other] In the same time before that there were { $count } mentions.
}
digest-total = { $count ->
    [one] { $count } mention
   *[other] { $count } mentions
}
digest-before = { $kind ->
    [weekly] { $count } the week before
   *[daily] { $count } the day before
}
digest-tone-negative = Negative
digest-tone-neutral = Neutral
digest-tone-positive = Positive
digest-was = was
digest-same = as before
digest-negative = negative
digest-negative-share = negative
digest-brands = By brand
digest-voices = Share of voice
digest-stories = Top stories
digest-sources = Sources
digest-authors = Authors by reach
digest-work = Answers and tickets
digest-surges = Surges
digest-surge-lasts = Still going on.
digest-more = { $count ->
    [one] And { $count } brand more.
   *[other] And { $count } brands more.
}
digest-told = { $count ->
    [one] { $count } publication
   *[other] { $count } publications
}
digest-told-in-all = { $count } in all
digest-reach = reach { $reach }
digest-mentions = { $count ->
    [one] { $count } mention
   *[other] { $count } mentions
}
digest-work-states = New: { $new }, in work: { $working }, done: { $done }.
digest-work-answered = { $count ->
    [one] The company has answered { $count } mention on the spot.
   *[other] The company has answered { $count } mentions on the spot.
}
digest-work-due = Answers by their deadline: in time { $in_time }, late { $late }, overdue and waiting { $waiting }
digest-work-tickets = Tickets: { $sent } sent, { $pending } waiting to be sent, { $failed } not accepted.
digest-work-unanswered = { $count ->
    [one] { $count } mention waits for an answer:
   *[other] { $count } mentions wait for an answer:
}
digest-why = You get this digest by a schedule that is set here: { $address }
digest-why-short = You get this digest by your own schedule in Молва.
digest-settings = My digests
digest-unsubscribe = Unsubscribe

# The workbook.
digest-sheet-summary = Summary
digest-sheet-brands = Brands
digest-sheet-stories = Stories
digest-sheet-sources = Sources
digest-sheet-authors = Authors
digest-sheet-waiting = Unanswered
digest-sheet-surges = Surges
digest-column-period = Period
digest-column-all = Mentions
digest-column-before = Before
digest-column-brand = Brand
digest-column-negative-before = Negative before
digest-column-share = Share of voice
digest-column-share-before = Share before
digest-column-title = Title
digest-column-told = Publications
digest-column-told-in-all = In all
digest-column-reach = Reach
digest-column-source = Source
digest-column-author = Author
digest-column-site = Site
digest-column-tone = Tone
digest-column-published = Published
digest-column-surge = What happened
digest-column-link = Link
digest-column-new = New
digest-column-working = In work
digest-column-done = Done
digest-column-answered = Answered on the spot
digest-column-due-in-time = Answered in time
digest-column-due-late = Answered late
digest-column-due-waiting = Overdue and waiting
digest-column-unanswered = Unanswered
digest-column-tickets-sent = Tickets sent
digest-column-tickets-pending = Tickets waiting
digest-column-tickets-failed = Tickets not accepted

# Sending.
digest-address = Use a mail address such as pr@example.com.
digest-hour = The hour is a whole number from 0 to 23.
digest-kind = A digest is daily or weekly.
digest-weekday = The day of the week is a number from 0 (Monday) to 6.
digest-no-server = No mail server is set: an administrator sets it in MOLVA_MAIL_URL.
digest-gone = This digest is no more.
digest-sent-already = This mail has been sent or is being sent. A new one can be sent in a minute.
# stage: auth, sender, recipient, data, hello, connect; reply: the server's words.
digest-refused-for-good = { $stage ->
    [sender] The server takes no mail from the sender's address (code { $code }): { $reply } The address is set in MOLVA_MAIL_URL (from).
    [recipient] The server does not know this recipient or takes no mail for it (code { $code }): { $reply } Check the address.
   *[data] The server refused the mail for good (code { $code }): { $reply }
}
digest-refused-for-now = { $stage ->
    [auth] The server lets nobody in under this name for now (code { $code }): { $reply } It will be tried again.
    [recipient] The server takes no mail for this recipient for now (code { $code }): { $reply } It will be tried again.
   *[data] The server does not take the mail for now (code { $code }): { $reply } It will be tried again.
}
digest-no-entry = The mail server did not accept the name or the password (code { $code }). Administrators: check MOLVA_MAIL_URL. It will be tried again.
digest-no-auth = The mail server does not ask for a name and a password, though they are set. Administrators: take them out of MOLVA_MAIL_URL, or check the port. It will be tried again.
digest-no-encryption = The mail server offers no encryption, so the password was not sent to it. Administrators: use smtps:// or a port with STARTTLS.
digest-certificate = The mail server's certificate is not accepted: check the server's name in MOLVA_MAIL_URL and the certificate's dates. It will be tried again.
digest-no-answer = The mail server could not be reached. It will be tried again.
digest-timeout = The mail server did not answer in time. It will be tried again.
digest-cut-off = The mail server broke off in mid-conversation. It will be tried again.
digest-forbidden = The mail server's address { $address } is not on the open internet. An administrator can allow its network (MOLVA_ALLOW_PRIVATE).
digest-file = The workbook could not be written to { $path }: { $reason }.
