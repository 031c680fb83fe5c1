crawlers-site = Site
crawlers-site-help = The address of a site, a section, a forum or a page of reviews. Molva finds the feeds, the sitemap or the articles by itself, and reads reviews and conversations from the page's markup.
crawlers-site-way = How to look for what is new
crawlers-site-way-help = Where Molva has chosen wrongly, say so here.
crawlers-site-way-auto = Find out from the site
crawlers-site-way-feed = By the feeds that the page links to
crawlers-site-way-sitemap = By the sitemap
crawlers-site-way-pages = By the page itself and its links
crawlers-site-way-rules = By the rules below
crawlers-site-page = Address of further pages
crawlers-site-page-help = Where the list has no rel=next: the address of a page with {"{page}"} for its number, such as https://example.com/reviews?page={"{page}"}.
crawlers-site-item = Rule: item
crawlers-site-item-help = A CSS selector that finds each review or message on the page, such as div.review. The other rules look inside an item. Without it the rules refine how an article is read.
crawlers-site-title = Rule: title
crawlers-site-title-help = A CSS selector of the title, such as h2 or meta::attr(content).
crawlers-site-text = Rule: text
crawlers-site-text-help = A CSS selector of the text. Without it the whole item is taken.
crawlers-site-date = Rule: date
crawlers-site-date-help = A CSS selector of the date. Words will do too: “6 October 2025”, “yesterday at 14:20”.
crawlers-site-author = Rule: author
crawlers-site-author-help = A CSS selector of the author's name.
crawlers-site-rating = Rule: rating
crawlers-site-rating-help = A CSS selector of the rating: “4”, “8/10”, “4.5 out of 5”, “80%”.
crawlers-site-link = Rule: link
crawlers-site-link-help = A CSS selector of the link to the item itself.
crawlers-site-read = { $way ->
    [feed] Reading the site's feeds: { $address }.
    [sitemap] Reading the sitemap: { $address }.
    [list] Reading the reviews and messages on the page itself.
    [section] Reading the articles and topics that the page links to.
    [rules] Reading the page by the rules given.
   *[page] Reading the page itself.
}{ $closed ->
    [0] {""}
   *[other] {" "}Pages behind a sign-in: { $closed }.
}{ $paid ->
    [0] {""}
   *[other] {" "}Pages for subscribers: { $paid }; what is open was taken.
}{ $promised ->
    [0] {""}
   *[other] {" "}The site speaks of reviews ({ $promised }), but its markup has none: give rules.
}
crawlers-site-nothing = The page has no feed, sitemap, articles or reviews. Give the page of a section, or rules.
crawlers-site-changed = The markup has changed: 0 items where there were { $usual }. See whether the page opens, and mend the source's settings.
crawlers-site-changed-articles = The markup has changed: none of the new pages has a text, though usually { $usual } of 10 have. Mend the source's settings.
crawlers-site-login = The site asks to sign in to see the page. Molva signs in nowhere: give a page that is open.
crawlers-site-lost = The feed { $address } is gone for good (410).
crawlers-site-no-page = There is no web page at this address. Give the address of a page or a feed.
crawlers-site-no-sitemap = There is no sitemap at { $address }. Choose another way for the source to look for what is new.
crawlers-site-bad-selector = The rule “{ $name }” cannot be read as a CSS selector: { $selector }
crawlers-site-bad-page = The address of further pages “{ $page }” must begin with http and have {"{page}"} in place of the number.
crawlers-site-no-item-rule = To read by rules, give the rule “item”.
crawlers-site-no-match = The rule “item” finds nothing on the page. Check the selector.
