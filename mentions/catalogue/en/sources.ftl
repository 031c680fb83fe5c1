sources-exists = There is a source with the address { $address } already.
sources-has-mentions = Mentions were collected from this source, so it cannot be deleted. Disable it.
sources-too-often = A source cannot be crawled more often than once a minute.
sources-moved-to-known = The source has moved to { $address }, which the source “{ $name }” collects already. Disable one of them.
sources-option-unknown = This kind of source has no option “{ $name }”. It has: { $known }.
sources-option-required = The option “{ $name }” is missing.
sources-option-value = The value “{ $value }” does not fit the option “{ $name }”.
