# Страница всплеска.
web-surge-seen-by = «Вижу»: { $name }
web-surge-unseen = никто не нажал «Вижу»
web-surge-sent = { $count ->
    [one] отправлено { $count } сообщение
    [few] отправлено { $count } сообщения
   *[many] отправлено { $count } сообщений
}
web-surge-undelivered = сообщения ещё не доставлены
web-surge-untold = сообщений не было
web-surge-escalated = звали следующих
web-surge-held = О бренде только что сообщали; скажем, если не утихнет, после
web-surge-done = Что сделано
web-surge-authors = Самые заметные авторы
web-surges-older = Более ранние
web-surge-band-steps = Упоминания по { $minutes ->
    [60] часам
   *[other] четвертям часа
} и обычный уровень
web-surge-steps = Упоминания по { $minutes ->
    [60] часам
   *[other] четвертям часа
}
web-surge-others = Другие публикации, за час не больше
web-surge-band-words = Упоминания и обычный уровень; самое большее – { $count }
web-surge-band-step = { $count }, обычно { $low }–{ $high }
web-surge-band-unknown = источники не обходились
web-surge-band-above = всплеск
web-surge-band-within = упоминания
web-surge-band-usual = обычный уровень
web-surge-band-surge = время всплеска
