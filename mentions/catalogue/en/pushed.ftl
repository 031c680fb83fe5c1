pushed-not-an-object = A mention must be a JSON object, such as {"{"}"id": "1", "text": "…"{"}"}.
pushed-unknown = A mention has no field “{ $name }”. It has: { $known }.
pushed-empty = There is neither a text nor a title: fill in “text” or “title”.
pushed-value = The value “{ $value }” does not fit the field “{ $name }”. Those that do are in docs/api.md.
pushed-not-json = The request's body cannot be read as JSON in UTF-8.
pushed-too-many = One request takes { $count } mentions at most. Split it.
pushed-wrong = Nothing was taken: { $count } mistakes. Mend them and send the request again; repeating is safe.
pushed-no-token = The header “Authorization: Bearer …” with a valid token of an entrance is needed.
pushed-signature = The signature does not match, or the request is older than five minutes. It needs the headers of Standard Webhooks, signed with this entrance's key.

pushed-throttled = { $minutes ->
    [one] Too many wrong tokens or signatures from this address. Check yours and send again in { $minutes } minute.
   *[other] Too many wrong tokens or signatures from this address. Check yours and send again in { $minutes } minutes.
}
