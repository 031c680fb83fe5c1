search-away = Search is not available now: these are the matches among the { $looked } newest mentions.
search-away-later-pages = Search is not available now, and only its first page can be shown. Try again later.
search-cursor-unknown = This page of results cannot be opened any more. Search again.
search-elasticsearch-away = Elasticsearch does not answer. Check its address and that the server runs. Changes are kept and will reach search when it answers.
search-elasticsearch-busy = Elasticsearch is overloaded. Changes are kept and will reach search later.
search-elasticsearch-error = Elasticsearch answered with an error: { $details }
search-elasticsearch-read-only = Elasticsearch accepts reading only: most likely its disk is almost full. Make room, the rest happens by itself.
search-elasticsearch-refuses-key = Elasticsearch does not accept the API key, or the key lacks the rights.
