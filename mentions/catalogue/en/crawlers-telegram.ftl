crawlers-telegram = Telegram: a public channel
crawlers-telegram-help = The channel's name (@name) or its address. What is read are the posts that Telegram shows on the page t.me/s/name.
crawlers-telegram-since-days = How many days of old posts to collect
crawlers-telegram-since-days-help = From the first crawl on, Molva pages the channel back by this many days. 0: the last page only.
crawlers-telegram-address = “{ $address }” does not look like a public channel: it must be a name such as @name or an address such as https://t.me/name. Private channels and invitations (t.me/+…) cannot be read this way.
crawlers-telegram-no-preview = The channel's preview is closed, or there is no channel of this name. Open its address in a browser: where no posts are seen, they cannot be read here either.
crawlers-telegram-nothing-shown = Telegram answered that there are no posts. Either the channel is empty, or Telegram has limited how often it is asked. The crawl will be repeated later.
crawlers-telegram-layout = Telegram did not answer with its usual page: its layout has changed, or something else is shown instead of the channel. If the channel opens in a browser, please tell Molva's developers.
crawlers-telegram-bot = Telegram: groups that a bot is in
crawlers-telegram-bot-help = The bot's name (@name_bot). One source reads all groups and channels of this bot; the token is given in the setting MOLVA_TELEGRAM_BOT_TOKEN. The bot sees what is written after it was added.
crawlers-telegram-bot-chats = These groups only
crawlers-telegram-bot-chats-help = Names (@name) or numbers (-100…), separated by commas. Empty: all groups and channels of the bot.
crawlers-telegram-bot-address = “{ $address }” does not look like a bot's name: it must be such as @name_bot.
crawlers-telegram-bot-other = The token in the setting MOLVA_TELEGRAM_BOT_TOKEN belongs to the bot { $name }, and the source is for { $address }. Correct one of them.
crawlers-telegram-bot-token = The bot's token is revoked or wrong. Get a new one from @BotFather, give it in the setting MOLVA_TELEGRAM_BOT_TOKEN and restart Molva.
crawlers-telegram-bot-webhook = The bot has a webhook, so its messages cannot be read. Remove the webhook (deleteWebhook), or make a bot of its own for Molva.
crawlers-telegram-bot-conflict = Another program is taking this bot's messages at the same time. Make a bot of its own for Molva, or some messages will be lost.
crawlers-telegram-bot-too-often = Telegram asks to wait { $seconds } s. The next crawl is put off.
crawlers-telegram-bot-refused = Telegram refused the bot: code { $code }. The crawl will be repeated by itself.
crawlers-telegram-bot-privacy = No new messages. In groups where the bot is no administrator it sees commands only: switch its privacy mode off with @BotFather (/setprivacy) and add the bot to the group anew, or make it an administrator.
crawlers-telegram-bot-unread = { $count ->
    [one] { $count } message could not be read: the form of Telegram's answers has changed. Please tell Molva's developers.
   *[other] { $count } messages could not be read: the form of Telegram's answers has changed. Please tell Molva's developers.
}
