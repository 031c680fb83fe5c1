crawlers-banki = Reviews on banki.ru
crawlers-banki-help = The address of the bank's reviews or the bank's name in addresses, such as vectorbank.
crawlers-banki-countable = With a mark only
crawlers-banki-countable-help = Only reviews that banki.ru counts in its rating.
crawlers-banki-since-days = Days back
crawlers-banki-since-days-help = Reviews of how many days before the source was added are read.
crawlers-banki-address = “{ $address }” does not look like a bank. It takes an address such as https://www.banki.ru/services/responses/bank/vectorbank/.
crawlers-banki-changed = banki.ru answered unlike usual: its list of reviews has probably changed. Update Molva.
