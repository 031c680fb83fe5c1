# Why a ticket has its priority.
ticketizer-reason-reach = Reach { $reach }
ticketizer-reason-reprints = { $count ->
    [one] { $count } reprint
   *[other] { $count } reprints
}
ticketizer-reason-rated = Public review with a rating
ticketizer-reason-negative = Negative ({ $percent }% sure)
ticketizer-reason-unsure = Looks negative ({ $percent }% sure)
ticketizer-reason-growth = { $count ->
    [one] Spreading: { $count } reprint an hour
   *[other] Spreading: { $count } reprints an hour
}
ticketizer-reason-stale = { $days ->
    [one] Published { $days } day ago
   *[other] Published { $days } days ago
}
ticketizer-reason-question = A fresh question
ticketizer-reason-reply = Waits for an answer
ticketizer-reason-question-waits = { $hours ->
    [one] A question unanswered for { $hours } hour
   *[other] A question unanswered for { $hours } hours
}
ticketizer-reason-reply-waits = { $hours ->
    [one] Waits for an answer for { $hours } hour
   *[other] Waits for an answer for { $hours } hours
}
ticketizer-reason-fresh = Published less than a day ago
ticketizer-reason-rule = Priority set by the rule “{ $rule }”

# Rules.
ticketizer-default-rule = Negative or needs an answer
ticketizer-name-length = The name must not be empty, nor longer than 200 characters.
ticketizer-name-taken = The name “{ $name }” is taken. Choose another.
ticketizer-rule-range = Confidence goes from 0 to 1, reach from 0 up.
ticketizer-rule-priority = A priority is a number from 1 (most pressing) to 4.
ticketizer-rule-idle = The rule does nothing. Choose at least one action: a ticket, a tag, a priority, hiding or a message.
ticketizer-rule-tag = A tag must not be empty, nor longer than 100 characters.

# Destinations.
ticketizer-kind = This version knows no destination of the kind “{ $kind }”.
ticketizer-url = The address cannot be read. It must be whole, with http:// or https://, such as https://desk.example.com/hooks/molva.
ticketizer-url-password = A password in the address would end up in logs. Take it out and send it in an Authorization header.
ticketizer-header = The header “{ $name }” is not allowed: its name must be Latin without spaces, its value one line of up to 4000 characters.
ticketizer-header-own = Molva sets the header “{ $name }” itself. Take it out.
ticketizer-headers-many = Too many headers: up to { $most } are allowed.
ticketizer-content-type = The content type cannot be read. Example: application/json.
ticketizer-language = The language of tickets is ru or en.
ticketizer-secret = The signing key cannot be read. It must look like whsec_… (24 to 64 bytes in base64). Molva can make one.
ticketizer-template-long = The template is too long: up to { $most } characters are allowed.
ticketizer-template-syntax = An error in the template, line { $line }: { $error }
ticketizer-template-deep = The template is too complex: nest less.
ticketizer-template-forbids = The template, line { $line }, may not use “{ $what }”. Allowed are values, conditions, loops over brands and reasons, and simple filters.
ticketizer-template-output = The template made more than { $most } bytes. Shorten the text, for example: mention.text | truncate(2000) | tojson.
ticketizer-template-fails = The template failed: { $error }
ticketizer-template-json = The template made invalid JSON: { $error }. Put values in through the filter tojson.

# How a delivery went.
ticketizer-gone = The destination answered that this address is gone (410). Sending there is switched off. Check the address and switch it on again.
ticketizer-too-many = The destination asks for fewer requests (429). Molva will retry later.
ticketizer-redirects = The destination redirects elsewhere ({ $status }). Molva does not follow: give the final address.
ticketizer-refuses = The destination refused the ticket ({ $status }). Read its answer, mend the cause and send it again.
ticketizer-fails = The destination failed ({ $status }). Molva will retry later.
ticketizer-no-name = DNS knows no { $host }. Check the address; Molva will retry later.
ticketizer-no-connection = { $host } accepts no connection. Molva will retry later.
ticketizer-no-trust = The certificate of { $host } did not pass. Molva will retry later.
ticketizer-slow = No answer within { $seconds } s. Molva will retry later.
ticketizer-dropped = The connection broke before an answer. Molva will retry later.
ticketizer-not-http = The answer is not HTTP. Check the address; Molva will retry later.
ticketizer-broken = Molva could not make the ticket. Its log says more; it will retry later.

# The test ticket.
ticketizer-sample-reason = A test ticket from Molva
ticketizer-sample-title = Connection test: "Bank" charged a fee again
ticketizer-sample-text = This is what a ticket from Molva looks like. Why did “Bank” charge the fee twice, and when will it be returned?
ticketizer-sample-author = John Smith
ticketizer-sample-source = A sample source
ticketizer-sample-brand = Bank

ticketizer-webhook = Webhook (any helpdesk)
ticketizer-webhook-help = A signed HTTP request by Standard Webhooks 1.0 to any address.
ticketizer-webhook-url = Address
ticketizer-webhook-url-help = Where tickets go, such as https://helpdesk.example.com/hooks/molva.
ticketizer-webhook-headers = Own headers
ticketizer-webhook-headers-help = One on a line, such as Authorization: Bearer …
ticketizer-webhook-template = Own body template
ticketizer-webhook-template-help = Empty: the published JSON of docs/webhooks.md. Otherwise a Jinja template.
ticketizer-webhook-content-type = Content type
ticketizer-webhook-content-type-help = For a template: application/json if the helpdesk wants JSON.
ticketizer-webhook-language = Language of the ticket
ticketizer-webhook-language-help = The reasons of its priority are written in it.
ticketizer-language-ru = Russian
ticketizer-language-en = English
