crawlers-youtube = YouTube: comments
crawlers-youtube-help = A channel (@handle or its address) or a video. What is read are comments under the channel's newest videos or under this video; the API key is given in the setting MOLVA_YOUTUBE_KEY.
crawlers-youtube-videos = How many of the channel's newest videos to read
crawlers-youtube-videos-help = From 1 to 50. Each video costs a crawl at least one unit of the quota. Videos that name your brand are read later too.
crawlers-youtube-since-days = How many days of old comments to collect
crawlers-youtube-since-days-help = When a video is crawled for the first time.
crawlers-youtube-daily-units = How many units of the quota to use in a day
crawlers-youtube-daily-units-help = Google gives a key 10,000 units a day for all sources together. The day begins at midnight in California.
crawlers-youtube-address = “{ $address }” will not do: it must be a channel (@handle, https://www.youtube.com/@handle or …/channel/UC…) or a video (https://www.youtube.com/watch?v=…). Instead of addresses such as …/c/… and …/user/… use the channel's @handle.
crawlers-youtube-own-limit = All { $units } units of YouTube's quota that the source has for a day are used. The crawl goes on after midnight in California.
crawlers-youtube-quota = The daily quota of the YouTube key is used up. The crawl goes on after midnight in California; options of the YouTube sources make it use less.
crawlers-youtube-rate = YouTube asks to be visited less often. The next crawl is put off.
crawlers-youtube-key = The YouTube key is wrong or revoked. Make an API key in Google Cloud, give it in the setting MOLVA_YOUTUBE_KEY and restart Molva.
crawlers-youtube-not-enabled = In the Google Cloud project that the key belongs to, YouTube Data API v3 is not enabled. Enable it.
crawlers-youtube-restricted = The restrictions of the YouTube key keep this server out. Allow its address and YouTube Data API v3 in Google Cloud.
crawlers-youtube-no-comments = Comments under this video are disabled.
crawlers-youtube-no-comment = There is no such comment any more.
crawlers-youtube-no-video = There is no such video: it is removed or hidden, or the address is mistaken.
crawlers-youtube-no-channel = There is no such channel, or it has no public videos. Check the source's address.
crawlers-youtube-page = YouTube does not accept the continuation of a list that it began itself. The crawl will be repeated later.
crawlers-youtube-refused = YouTube refused: status { $status }, reason { $reason }. The crawl will be repeated by itself.
crawlers-youtube-closed = { $count ->
    [one] Under { $count } video comments are disabled, or it is removed.
   *[other] Under { $count } videos comments are disabled, or they are removed.
}
