demo-helpdesk-title = Support desk
demo-helpdesk-subtitle = A practice helpdesk: Молва sends its tickets here
demo-helpdesk-empty = No tickets yet
demo-helpdesk-empty-text = The first ones appear as soon as Молва has collected mentions. The page refreshes itself.
demo-helpdesk-lost = The helpdesk does not answer. The page is trying again.
demo-language = Language
demo-figure-tickets = Tickets
demo-figure-urgent = Urgent
demo-figure-waiting = Awaiting a reply
demo-figure-refused = Refused for practice
demo-figure-refused-why = The helpdesk refuses one ticket in eight on purpose, to show how Молва sends it again
demo-priority =
    { $priority ->
        [urgent] Urgent
        [critical] Urgent
        [highest] Urgent
        [high] High
        [normal] Normal
        [medium] Normal
        [low] Low
       *[other] { $priority }
    }
demo-tone =
    { $tone ->
        [negative] Negative
        [neutral] Neutral
        [positive] Positive
       *[other] Tone: { $tone }
    }
demo-question = Question
demo-needs-reply = Needs a reply
demo-story =
    { $size ->
        [one] { $size } publication
       *[other] { $size } publications
    }
demo-why = Why:
demo-open-mention = Open in Молва
demo-open-source = Source
demo-town-title = Verkhnerechensk
demo-town-note = The town, its people and its companies are invented, for a first look at Молва.
demo-feed = feed
demo-helpdesk-name = Town support
