crawlers-app-store = App Store
crawlers-app-store-help = The app's address on apps.apple.com or its number. The country is the address's, else Russia.
crawlers-app-store-since-days = Days back
crawlers-app-store-since-days-help = Reviews of how many days before the source was added are read. Apple shows the last 500.
crawlers-app-store-address = “{ $address }” does not look like an app. It takes an address such as https://apps.apple.com/ru/app/id1234567890 or a number.
crawlers-app-store-empty = Apple answers with an empty list though there were reviews: so it refuses when it is asked often. The crawl will be tried later.
crawlers-app-store-changed = Apple answered unlike usual: its feed of reviews has probably changed. Update Molva.
