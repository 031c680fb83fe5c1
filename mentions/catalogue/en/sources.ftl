sources-exists = There is a source with the address { $address } already.
sources-has-mentions = Mentions were collected from this source, so it cannot be deleted. Disable it.
sources-too-often = A source cannot be crawled more often than once a minute.
sources-moved-to-known = The source has moved to { $address }, which the source “{ $name }” collects already. Disable one of them.
sources-option-unknown = This kind of source has no option “{ $name }”. It has: { $known }.
sources-option-required = The option “{ $name }” is missing.
sources-option-value = The value “{ $value }” does not fit the option “{ $name }”.
sources-brand = Everything here is about one brand
sources-brand-help = Such as reviews of a bank's app, which rarely name the bank. All that the source shows is then a mention of the brand.
sources-brand-none = No, only what names a brand
sources-no-brand = There is no brand “{ $name }”. There are: { $known }.
sources-is-quiet = gone quiet
sources-quiet = 0 new in { $days ->
    [one] { $days } day
   *[other] { $days } days
}, usually { $usual } a day. Check that the source is still written to and shows everything without signing in.
sources-quiet-named = The source “{ $name }”: 0 new in { $days ->
    [one] { $days } day
   *[other] { $days } days
}, usually { $usual } a day.
sources-quiet-more = { $count ->
    [one] { $count } more source has
   *[other] { $count } more sources have
} gone quiet: they are marked in the list of sources.
