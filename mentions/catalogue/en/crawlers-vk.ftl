crawlers-vk-search = VK search
crawlers-vk-search-help = A query in Molva's language, or the word brands, which searches for the queries of all brands. Needs a user's token or a service key in MOLVA_VK_TOKEN.
crawlers-vk-search-since-days = Days to search at first
crawlers-vk-search-since-days-help = After that only what is new is read.
crawlers-vk-search-overlap-minutes = Minutes to go back
crawlers-vk-search-overlap-minutes-help = Posts appear in VK's search late. Each crawl looks once more at so many minutes before the last post found.
crawlers-vk-search-rate = Requests a second
crawlers-vk-search-rate-help = What the token may do: 3 for a user's token. All sources with this token on this machine share the pace.
crawlers-vk-wall = VK wall
crawlers-vk-wall-help = The address of a community or a person: vk.com/name, club123, public123, id123 or -123. Comments are read under posts that became mentions.
crawlers-vk-wall-since-days = Days of posts to read at first
crawlers-vk-wall-since-days-help = Of an own community, comments under posts of so many days are read too.
crawlers-vk-wall-own = Own community
crawlers-vk-wall-own-help = Read the comments under all posts, not only under those that name a brand.
crawlers-vk-wall-rate = Requests a second
crawlers-vk-wall-rate-help = What the token may do: 3 for a user's token. All sources with this token on this machine share the pace.
crawlers-vk-board = VK discussions
crawlers-vk-board-help = The address of a community: vk.com/name, club123 or -123. All topics of its discussion board and their comments are read.
crawlers-vk-board-since-days = Days to read at first
crawlers-vk-board-since-days-help = After that only what is new is read.
crawlers-vk-board-rate = Requests a second
crawlers-vk-board-rate-help = What the token may do: 3 for a user's token. All sources with this token on this machine share the pace.
crawlers-vk-address = “{ $address }” does not look like the address of a VK page. It should be like vk.com/name, club123, id123 or -123.
crawlers-vk-no-community = “{ $address }” is no community, and only communities have discussions.
crawlers-vk-no-such-page = There is no page { $address } on VK. Check the address.
crawlers-vk-no-words = The query “{ $query }” has no words that VK can search for. Add a word without a minus.
crawlers-vk-token = VK: the token has been revoked or has expired. Get a new one, set it in MOLVA_VK_TOKEN and restart Molva.
crawlers-vk-captcha = VK: captcha: solve it in a browser. Sign in to VK as the token's owner and confirm that you are no robot. Crawls are put off until then.
crawlers-vk-flood = VK: too many identical requests. The next crawl is put off for an hour; crawl the source less often.
crawlers-vk-used-up = VK: the day's limit of this method is used up. The crawl is put off until tomorrow.
crawlers-vk-wrong-token = VK: this token will not do (error { $code }). Reading needs a user's token or a service key.
crawlers-vk-too-many = VK: too many requests a second. The crawl will be repeated by itself; lower “Requests a second” if it does not pass.
crawlers-vk-error = VK answered with error { $code }. The crawl will be repeated by itself.
crawlers-vk-bad-answer = VK's answer breaks its own protocol. The crawl will be repeated by itself.
crawlers-vk-closed = VK: access is closed (error { $code }). The source is stopped; enable it when access is open again.
crawlers-vk-deleted = VK: the page is deleted or banned. The source is stopped.
crawlers-vk-banned = VK: the content is blocked. The source is stopped.
crawlers-vk-private = VK: the profile is private. The source is stopped.
crawlers-vk-closed-objects =
    { $count ->
        [one] VK does not show the comments in { $count } place; they are left out.
       *[other] VK does not show the comments in { $count } places; they are left out.
    }
