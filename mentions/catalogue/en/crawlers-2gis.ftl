crawlers-2gis = Reviews on 2GIS
crawlers-2gis-help = The place's address on 2gis.ru or its number. Needs an API key in the settings.
crawlers-2gis-since-days = Days back
crawlers-2gis-since-days-help = Reviews of how many days before the source was added are read.
crawlers-2gis-address = “{ $address }” does not look like a place. It takes an address such as https://2gis.ru/moscow/firm/70000001000000000 or a number.
crawlers-2gis-key = 2GIS does not accept the API key. Check the setting MOLVA_2GIS_KEY and restart Molva.
crawlers-2gis-no-place = There is no such place on 2GIS. Check the source's address.
crawlers-2gis-changed = 2GIS answered unlike usual: its API has probably changed. Update Molva.
