crawlers-google-play = Google Play
crawlers-google-play-help = The app's address on play.google.com or the name of its package, such as ru.vectorbank.app.
crawlers-google-play-country = Country
crawlers-google-play-country-help = Two letters: whose store to read.
crawlers-google-play-language = Language
crawlers-google-play-language-help = Two letters: reviews in which language.
crawlers-google-play-since-days = Days back
crawlers-google-play-since-days-help = Reviews of how many days before the source was added are read.
crawlers-google-play-address = “{ $address }” does not look like an app. It takes an address such as https://play.google.com/store/apps/details?id=ru.vectorbank.app or a package's name.
crawlers-google-play-empty = Google Play answers with an empty list though there were reviews. The crawl will be tried later.
crawlers-google-play-no-app = There is no such app in Google Play. Check the source's address.
crawlers-google-play-changed = Google Play answered unlike usual: its pages have probably changed. Update Molva.
