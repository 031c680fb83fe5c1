# Trying the detector on one's own data.
alerts-backtest-line = Line { $line }: a time and a number with a comma between are needed, such as 2026-01-05T14:20:00,43.
alerts-backtest-time = Line { $line }: cannot read the time “{ $text }”. Write 2026-01-05T14:20:00 or 2026-01-05 14:20:00+03:00.
alerts-backtest-value = Line { $line }: cannot read the value “{ $text }”. It must be a number of zero or more; an empty one means “unknown”.
alerts-backtest-order = Line { $line }: the time is not later than in the line before. Sort the lines by time and remove repeated ones.

# Surges. Kinds: all mentions, the negative ones, questions, those of one source, what a rule
# matches, one story.
alerts-surge = Since { $time }, { $kind ->
    [negative] negative mentions of “{ $brand }”
    [question] questions about “{ $brand }”
    [rule] mentions of “{ $brand }” that match the rule “{ $rule }”
    [source] mentions of “{ $brand }” in “{ $source }”
   *[all] mentions of “{ $brand }”
} are { $times } times the usual ({ $observed } against { $expected })
alerts-surge-from-nothing = Since { $time }, there are { $kind ->
    [negative] negative mentions of “{ $brand }”
    [question] questions about “{ $brand }”
    [rule] mentions of “{ $brand }” that match the rule “{ $rule }”
    [source] mentions of “{ $brand }” in “{ $source }”
   *[all] mentions of “{ $brand }”
} ({ $observed }, usually next to none)
alerts-surge-story = Since { $time }, a story about “{ $brand }” has been spreading unusually fast ({ $observed ->
    [one] { $observed } mention
   *[other] { $observed } mentions
}{ $others ->
    [0] {""}
   *[other] , others have { $others } an hour at most
})
alerts-word = “{ $word }”
alerts-where = { $count } of { $observed } in “{ $source }”
alerts-first = it began with “{ $excerpt }”
alerts-authors = Authors with the greatest reach: { $authors }
alerts-doubled = “{ $brand }”: the surge has doubled.
alerts-ended = { $kind ->
    [negative] Negative mentions of “{ $brand }” are as usual again since { $time }.
    [question] Questions about “{ $brand }” are as usual again since { $time }.
    [rule] Mentions of “{ $brand }” that match the rule “{ $rule }” are as usual again since { $time }.
    [story] The story about “{ $brand }” has hardly spread any more since { $time }.
    [source] Mentions of “{ $brand }” in “{ $source }” are as usual again since { $time }.
   *[all] Mentions of “{ $brand }” are as usual again since { $time }.
}
alerts-together = { $count ->
    [one] Molva: { $count } message
   *[other] Molva: { $count } messages
}
alerts-test-title = Molva: a test
alerts-test = This channel receives messages from Molva. No answer is needed.

# When nobody has pressed “I see it”.
alerts-escalated = “{ $brand }”: a surge, and in { $minutes } min nobody has pressed “I see it”.

# Rules that people asked to be told of. Tones: negative, neutral, positive.
alerts-matched = “{ $rule }”: { $count ->
    [one] { $count } new mention.
   *[other] { $count } new mentions.
}
alerts-matched-reach = reach { $reach }
alerts-matched-tone = { $tone }
alerts-matched-more = { $count ->
    [one] And { $count } more mention.
   *[other] And { $count } more mentions.
}

# Deadlines of answers.
alerts-deadline = Time to answer: { $count ->
    [one] { $count } mention, due by { $time }.
   *[other] { $count } mentions, the first due by { $time }.
}
alerts-deadline-until = by { $time }

# Troubles of the service itself. Kinds: source, queue, desk, tickets, service.
alerts-trouble-begun = { $kind ->
    [source] Molva: sources are silent
    [queue] Molva: a queue is growing
    [desk] Molva: a destination does not answer
    [tickets] Molva: tickets will soon be given up
   *[service] Molva: trouble with the service
}:
alerts-trouble-over = { $kind ->
    [source] Molva: sources are well again
    [queue] Molva: the queue is done
    [desk] Molva: the destination answers again
    [tickets] Molva: tickets are out of danger
   *[service] Molva: the trouble is over
}:
alerts-trouble-more = And { $count } more.
alerts-source-failing = The source “{ $name }”: no crawl got through for { $hours } h.
alerts-queue-inbox = What was collected has been waiting for { $minutes } min
alerts-queue-search = Search is { $minutes } min behind
alerts-desk-down = The helpdesk “{ $name }”
alerts-channel-down = The message channel “{ $name }”
alerts-tickets-expiring = { $count ->
    [one] “{ $name }”: { $count } ticket, attempts end within { $hours } h
   *[other] “{ $name }”: { $count } tickets, attempts end within { $hours } h
}

# Channels.
alerts-channel-name = A channel's name must not be empty, nor longer than 200 characters.
alerts-channel-kind = This version knows no channels of the kind “{ $kind }”. There are apprise and webhook.
alerts-channel-address = Cannot read the channel's address. Apprise wants tgram://…, mailto://… and the like (listed at github.com/caronc/apprise), a webhook a whole https:// address.
alerts-channel-secret = Cannot read the signing key. It must look like whsec_… (24 to 64 bytes in base64).
alerts-channel-taken = There is a channel named “{ $name }” already. Give this one another name.
alerts-channel-surges = Of surges a channel is told at once, only when nobody is on them, or never.
alerts-channel-quiet = Quiet hours need two times, such as 22:00-08:00.
alerts-channel-zone = The time zone “{ $zone }” is unknown. Example: Europe/Moscow.

# Delivery.
alerts-not-accepted = The channel did not take the message: { $reason }
alerts-answered = { $status ->
    [401] The far end did not take the key or password in the address (code 401). Check them.
    [403] The far end does not allow writing there (code 403). Check the bot's rights or the key.
    [404] There is nobody at this address (code 404). Check it.
    [410] The far end has closed this address for good (code 410).
    [429] The far end asks for fewer messages (code 429). Molva waits and tries again.
   *[other] The far end answered with the code { $status }.
}
# status: 429 or 503; unit: seconds, minutes, hours.
alerts-wait = { $status ->
    [429] The far end asks for fewer messages
   *[other] The far end is busy
} (code { $status }). Molva waits { $count } { $unit ->
    [seconds] s
    [minutes] min
   *[hours] h
}, as it asks, and tries again.
# reason: what happened to the connection, in the library's word.
alerts-no-answer = { $reason ->
    [ReadTimeout] The far end did not answer in time.
    [ConnectTimeout] The far end did not answer in time.
    [SSLError] The far end's certificate was not accepted: check the address and the certificate's date.
   *[ConnectionError] Could not connect to the far end: check the address, or it is away just now.
}
alerts-forbidden = The address { $address } is closed: it is not on the open internet. The administrator can allow its network (MOLVA_ALLOW_PRIVATE).
alerts-expired = The message could not be delivered within { $hours } hours.
