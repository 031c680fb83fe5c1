cli-no-brand = There is no brand “{ $name }”. See: molva brand list.
cli-no-source = There is no source “{ $name }”. See: molva source list.
cli-no-destination = There is no destination “{ $name }”. See: molva destination list.
cli-no-rule = There is no rule “{ $name }”. See: molva rule list.
cli-no-channel = There is no channel “{ $name }”. See: molva channel list.
cli-no-user = There is no user “{ $login }”. See: molva user list.
cli-no-mention = There is no mention { $id }.
cli-password-short = The password is too short: use at least { $least } characters.
cli-search-behind = { $count ->
    [one] Search is { $count } change behind: the newest is not in it yet.
   *[other] Search is { $count } changes behind: the newest is not in it yet.
}
cli-bad-field = Line { $number }: the field “{ $field }” cannot be read. A JSON object is needed with an id, and if you like text, title, author, published_at (2026-11-22T10:30:00+03:00), reach (a number) and others.
cli-progress = { $done } of { $total }
cli-crawl-progress = Left: { $sources } sources, { $items } items, { $tickets } tickets
cli-address-taken = The address { $host }:{ $port } is taken or cannot be had. Choose another in MOLVA_ADDRESS.
cli-serving = Molva is open at { $url }
cli-setup = Create the administrator: { $url }
cli-demo = A demo on invented data. Sign in as { $login }, password: { $password }. The helpdesk where tickets go: { $helpdesk }
