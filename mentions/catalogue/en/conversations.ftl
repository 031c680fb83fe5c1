conversations-title = Conversation: { $count ->
    [one] { $count } item
   *[other] { $count } items
}
conversations-part = The conversation is long: this is its beginning and { $shown ->
    [one] { $shown } item
   *[other] { $shown } items
} around this one.
conversations-nobody = No name
conversations-answers = answers { $author }
conversations-rating = The author's rating
conversations-answered = answered
conversations-answer = The company's answer
conversations-withdrawn = deleted at the source
conversations-withdrawn-note = The source has deleted this. Molva keeps it, since it was published.
conversations-forwarded = Forwarded from { $source }
conversations-views = Views
conversations-likes = Likes
conversations-reposts = Reposts
conversations-comments = Comments
