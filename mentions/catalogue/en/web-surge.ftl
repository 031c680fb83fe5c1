# The page of a surge.
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
web-surge-band-steps = Mentions by { $minutes ->
    [60] hours
   *[other] quarters of an hour
} and the usual level
web-surge-steps = Mentions by { $minutes ->
    [60] hours
   *[other] quarters of an hour
}
web-surge-others = Other stories, an hour at most
web-surge-band-words = Mentions and the usual level; at most { $count }
web-surge-band-step = { $count }, usually { $low } to { $high }
web-surge-band-unknown = no source was crawled
web-surge-band-above = the surge
web-surge-band-within = mentions
web-surge-band-usual = usual level
web-surge-band-surge = time of the surge
