crawlers-telegram = Telegram: a public channel
crawlers-telegram-help = The channel's name (@name) or its address. What is read are the posts that Telegram shows on the page t.me/s/name.
crawlers-telegram-since-days = How many days of old posts to collect
crawlers-telegram-since-days-help = From the first crawl on, Molva pages the channel back by this many days. 0: the last page only.
telegram-address = “{ $address }” does not look like a public channel: it must be a name such as @name or an address such as https://t.me/name. Private channels and invitations (t.me/+…) cannot be read this way.
telegram-no-preview = The channel's preview is closed, or there is no channel of this name. Open its address in a browser: where no posts are seen, they cannot be read here either.
telegram-nothing-shown = Telegram answered that there are no posts. Either the channel is empty, or Telegram has limited how often it is asked. The crawl will be repeated later.
telegram-layout = Telegram did not answer with its usual page: its layout has changed, or something else is shown instead of the channel. If the channel opens in a browser, please tell Molva's developers.
