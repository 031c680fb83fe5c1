sources-exists = There is a source with the address { $address } already.
sources-has-mentions = Mentions were collected from this source, so it cannot be deleted. Disable it.
sources-too-often = A source cannot be crawled more often than once a minute.
sources-moved-to-known = The source has moved to { $address }, which the source “{ $name }” collects already. Disable one of them.
